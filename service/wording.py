"""The words that the page, the mail and the message share.

They stand here in English, marked for the catalogues, and are translated where they are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from service.languages.spoken import N_, translations
from service.ratings import RatingType

RECOMMEND = N_("How likely is it that you would recommend us to a friend or colleague?")
ABOUT_SOMEBODY = N_("How was the help you got from %(agent)s?")
ABOUT_US = N_("How was our help?")


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a scale, as customers read it.

    Args:
        value: the rating it stands for.
        word: what it says, in English.
        tone: `low`, `middle` or `high`: which question follows it.
    """

    value: int
    word: str
    tone: str

    def said_in(self, language: str) -> str:
        """What it says in a language; a number says itself."""
        said: str = translations(language).gettext(self.word)
        return said


_CSAT = (
    Choice(1, N_("Very dissatisfied"), "low"),
    Choice(2, N_("Dissatisfied"), "low"),
    Choice(3, N_("Neutral"), "middle"),
    Choice(4, N_("Satisfied"), "high"),
    Choice(5, N_("Very satisfied"), "high"),
)
_THUMBS = (
    Choice(1, N_("Yes, it helped"), "high"),
    Choice(0, N_("No, it didn’t"), "low"),
)
_NPS_TONES = ("low",) * 7 + ("middle",) * 2 + ("high",) * 2

CHOICES: dict[RatingType, tuple[Choice, ...]] = {
    RatingType.CSAT: _CSAT,
    RatingType.NPS: tuple(Choice(value, str(value), tone) for value, tone in enumerate(_NPS_TONES)),
    RatingType.THUMBS: _THUMBS,
}
"""The answers of each scale, in the order they are shown."""


def question(
    rating_type: RatingType, *, agent: str | None, own: Mapping[str, str], language: str
) -> str:
    """What a survey asks.

    Args:
        rating_type: the scale.
        agent: the handling agent as customers see them named, if at all.
        own: the rule's own questions by language. One in this language wins; one in another
            does not, since half a page in each is harder to read than our words.
        language: what it is asked in.
    """
    if language in own:
        return own[language]
    said: str = translations(language).gettext(_asked(rating_type, agent))
    return said % {"agent": agent}


def named(name: str | None, naming: str) -> str | None:
    """An agent's name as customers see it.

    Args:
        name: in full, if it is known.
        naming: `first`, `full` or `none`.
    """
    if naming == "none" or not (name and name.strip()):
        return None
    return name.split()[0] if naming == "first" else name


def _asked(rating_type: RatingType, agent: str | None) -> str:
    if rating_type is RatingType.NPS:
        return RECOMMEND
    return ABOUT_SOMEBODY if agent else ABOUT_US
