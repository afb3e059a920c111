"""The survey that a preview shows: nobody was asked, nothing of it is on record."""

from dataclasses import replace
from time import time

from service.lifecycle.record import Closing, Person, Survey
from service.lifecycle.states import State
from service.ratings import SCALES
from service.rules.survey_rule import SurveyRule
from service.web.preview.token import Scene

COMMENT = "Quick and kind."

_HOUR_MS = 3_600_000


def invented(rule: SurveyRule, scene: Scene) -> Survey:
    """A survey of a rule, as it is in a scene."""
    now = round(time() * 1000)
    open_ = Survey(
        id="preview",
        state=State.INVITED,
        closing=_closing(now),
        cycle=1,
        received_at=now,
        rule=rule.name,
        rating_type=rule.rating,
        offer_id="preview",
        hold_ms=round(rule.hold.total_seconds() * 1000),
        expires_at=now if scene is Scene.EXPIRED else now + 24 * _HOUR_MS,
        answer_version=1,
    )
    if scene is Scene.EXPIRED:
        return replace(open_, state=State.EXPIRED)
    return _answered(open_, scene, now) if scene in _ANSWERED else open_


def _answered(survey: Survey, scene: Scene, now: int) -> Survey:
    return replace(
        survey,
        state=_ANSWERED[scene],
        rating=SCALES[survey.asked_type].highest,
        comment=COMMENT,
        answered_at=now,
        disowned_at=now if scene is Scene.DISOWNED else None,
    )


def _closing(now: int) -> Closing:
    return Closing(
        organization="preview",
        conversation="0",
        event_id="preview",
        closed_at=now - _HOUR_MS,
        channel="EMAIL",
        direction="INBOUND",
        customer=Person(id="preview"),
        agent=Person(id="preview", name="Agnes Agent"),
        subject="Where is my order?",
    )


_ANSWERED = {
    Scene.THANKS: State.ANSWERED,
    Scene.ALREADY_ANSWERED: State.ANSWERED,
    Scene.CHANGE: State.ANSWERED,
    Scene.CHANGED: State.ANSWERED,
    Scene.PASSED_ON: State.SUBMITTED,
    Scene.DISOWNED: State.SUBMITTED,
}
