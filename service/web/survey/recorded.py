"""The page that says what is recorded, and what can still be done about it."""

from enum import StrEnum
from time import time

from flask import render_template

from service.languages.spoken import N_
from service.lifecycle.record import Survey
from service.ratings import RatingType
from service.web.language import language, say
from service.web.survey.nonce import Purpose
from service.web.survey.visit import Visit, nonces
from service.wording import CHOICES

OUT_OF_TEN = N_("%(rating)s out of 10")

_MINUTE_MS = 60_000


class Occasion(StrEnum):
    """What has just happened."""

    ANSWERED = "answered"
    CHANGED = "changed"
    NOTHING = "nothing"


def recorded_page(visited: Visit, occasion: Occasion, *, unsent: str = "") -> str:
    """What is recorded, and what the customer may do about it.

    Args:
        visited: the visit to an answered survey.
        occasion: our thanks come right after it was sent, once.
        unsent: a comment that came too late; it is shown, so that it isn't lost.
    """
    survey, sheet = visited.survey, visited.sheet
    is_disowned = survey.disowned_at is not None
    nonce = nonces(visited.token, Purpose.DISOWN).sign(sheet, version=survey.answer_version)
    return render_template(
        "survey/recorded.html",
        agent=visited.agent,
        rating=None if is_disowned else spoken(survey.rating, sheet.rating_type),
        comment=None if is_disowned else survey.comment,
        solved=None if is_disowned else survey.solved,
        occasion=occasion,
        unsent=unsent,
        can_change=can_change(survey),
        is_passed_on=not survey.is_answer_untouched,
        minutes=_minutes_left(survey),
        is_disowned=is_disowned,
        token=visited.token,
        nonce=nonce,
    )


def can_change(survey: Survey) -> bool:
    """Whether the answer is held, and may still be changed."""
    return survey.hold_ms > 0 and survey.may_be_changed


def spoken(rating: int | None, rating_type: RatingType) -> str | None:
    """A rating in the words by which it was chosen."""
    if rating_type is RatingType.NPS and rating is not None:
        return say(OUT_OF_TEN, rating=rating)
    said = {each.value: each.said_in(language()) for each in CHOICES[rating_type]}
    return said.get(rating) if rating is not None else None


def _minutes_left(survey: Survey) -> int:
    """Whole minutes of the hold that are left, rounded up; 0 if it is over."""
    left = survey.held_until - round(time() * 1000)
    return max(0, -(-left // _MINUTE_MS))
