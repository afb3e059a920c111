"""`invite(...)` writes an invitation; keyword arguments change the closing it is about."""

from dataclasses import replace

import pytest

from service.delivery.invitation import Purpose, invitation
from service.lifecycle.record import Closing, Person, Survey
from service.lifecycle.states import State
from service.ratings import RatingType
from service.rules.survey_rule import SurveyRule
from service.sandbox.conversations import AGENTS, invented_id

URL = "https://surveys.example.com/s/token"
DAY_MS = 24 * 3600 * 1000
OFFERED_AT = 1_795_428_000_000  # 23 November 2026, 10:00 UTC


@pytest.fixture
def closing() -> Closing:
    return Closing(
        organization="org",
        conversation="77",
        event_id="event-1",
        closed_at=1000,
        channel="EMAIL",
        direction="INBOUND",
        customer=Person(id=invented_id("ada"), name="Ada", email="ada@example.com"),
        agent=Person(id=AGENTS[0].id, name="Agnes"),
        subject="Where is my parcel",
    )


@pytest.fixture
def invite(closing):
    def make(
        *,
        rating_type=RatingType.CSAT,
        url=URL,
        survey_id="survey-1",
        rule=None,
        purpose=Purpose.INVITATION,
        language=None,
        **changes,
    ):
        survey = Survey(
            id=survey_id,
            state=State.OFFERED,
            closing=replace(closing, **changes),
            cycle=1,
            received_at=1000,
            rating_type=rating_type,
            language=language,
            offered_at=OFFERED_AT,
            expires_at=OFFERED_AT + 14 * DAY_MS,
            remind_at=OFFERED_AT + 3 * DAY_MS,
        )
        usual = SurveyRule(name="support", rating=rating_type)
        return invitation(survey, rule or usual, url=url, purpose=purpose)

    return make
