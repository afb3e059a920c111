"""What a customer sends: read strictly, and kept so that it can be shown again."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load
from werkzeug.datastructures import MultiDict

from service.languages.spoken import N_
from service.languages.writing import number
from service.ratings import SCALES, RatingType
from service.web.language import language, say
from service.web.survey.nonce import Nonce, Nonces

COMMENT_CHARACTERS = 2000
FORM_BYTES = 64 * 1024
"""The largest form that is read: a comment far too long is still shown again, to be shortened."""

SEND_AGAIN = N_("Please send it again. Your answer has not been saved yet.")
TOO_LONG = N_("Shorten your comment to %(most)s characters. It has %(now)s now.")
ONLY_ONE = N_("Choose only one answer.")
CHOOSE_ONE = {
    RatingType.CSAT: N_("Choose one of the five answers."),
    RatingType.NPS: N_("Choose one of the eleven answers."),
    RatingType.THUMBS: N_("Choose one of the two answers."),
}

_KEPT_CONTROLS = "\n\t"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A valid answer.

    Args:
        rating: on the survey's scale.
        comment: cleaned; None if there is none.
        solved: whether the problem was solved; None if that is not said.
        nonce: of the page that it was sent from.
    """

    rating: int
    comment: str | None = field(repr=False)
    solved: bool | None
    nonce: Nonce


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What the page shows as chosen and typed, valid or not."""

    rating: int | None = None
    comment: str = field(default="", repr=False)
    solved: bool | None = None


def read_answer(form: MultiDict[str, str], rating_type: RatingType, nonces: Nonces) -> Answer:
    """The answer that a form gives.

    Raises:
        ValidationError: its `messages` say, by field, what to do.
    """
    given = {
        "rating": form.getlist("rating"),
        "comment": form.get("comment", ""),
        "solved": form.getlist("solved"),
        "nonce": form.get("nonce", ""),
    }
    answer: Answer = AnswerSchema(rating_type, nonces).load(given)
    return answer


def read_entered(form: MultiDict[str, str], rating_type: RatingType) -> Entered:
    """As much of a form as the page can show again."""
    return Entered(
        rating=read_rating(form.getlist("rating"), rating_type),
        comment=clean(form.get("comment", "")),
        solved=read_solved(form.getlist("solved")),
    )


def read_rating(texts: Sequence[str], rating_type: RatingType) -> int | None:
    """The one rating given; None if there is none, or several, or it isn't on the scale.

    Only the digits that our own page sends are read: `int` would also take `+5`, `1_0` and `٣`.
    """
    ratings = {str(value): value for value in SCALES[rating_type].values}
    return ratings.get(texts[0]) if len(texts) == 1 else None


def read_solved(texts: Sequence[str]) -> bool | None:
    """Whether the problem was solved, as our own page sends it; anything else says nothing."""
    return {"yes": True, "no": False}.get(texts[0]) if len(texts) == 1 else None


def clean(comment: str) -> str:
    """A comment with plain line ends and without the control characters that nobody types."""
    lines = comment.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(each for each in lines if each in _KEPT_CONTROLS or not _is_control(each))


class AnswerSchema(Schema):
    """The form's fields; each message tells the customer what to do.

    Args:
        rating_type: the scale that the rating must be on.
        nonces: what reads the nonce.
    """

    rating = fields.Method(deserialize="load_rating")
    comment = fields.Method(deserialize="load_comment")
    solved = fields.Function(deserialize=read_solved)
    nonce = fields.Method(deserialize="load_nonce")

    def __init__(self, rating_type: RatingType, nonces: Nonces) -> None:
        super().__init__()
        self._rating_type = rating_type
        self._nonces = nonces

    def load_rating(self, texts: list[str]) -> int:
        """Exactly one rating, on the scale."""
        rating = read_rating(texts, self._rating_type)
        if rating is None:
            raise ValidationError(say(ONLY_ONE if texts[1:] else CHOOSE_ONE[self._rating_type]))
        return rating

    def load_comment(self, text: str) -> str | None:
        """A comment that is not too long, or None for a blank one."""
        comment = clean(text)
        if len(comment) > COMMENT_CHARACTERS:
            most, now = (number(each, language()) for each in (COMMENT_CHARACTERS, len(comment)))
            raise ValidationError(say(TOO_LONG, most=most, now=now))
        return comment if comment.strip() else None

    def load_nonce(self, text: str) -> Nonce:
        """What the page says of itself, if it is one of ours for this survey and not too old."""
        nonce = self._nonces.read(text)
        if nonce is None or not nonce.is_fresh:
            raise ValidationError(say(SEND_AGAIN))
        return nonce

    @post_load
    def make_answer(self, data: dict[str, Any], **_: object) -> Answer:
        """From here on the answer is typed."""
        return Answer(**data)


def _is_control(character: str) -> bool:
    return unicodedata.category(character) == "Cc"
