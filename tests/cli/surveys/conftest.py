"""`survey` is one that went all the way, about `closing`; tests change what they are about."""

import pytest

from service.lifecycle.record import Closing, Person, Survey
from service.lifecycle.states import State
from service.ratings import RatingType


@pytest.fixture
def closing():
    return Closing(
        organization="org-1",
        conversation="4711",
        event_id="event-1",
        closed_at=1_773_216_000_000,  # 11 March 2026, 08:00 UTC
        channel="EMAIL",
        direction="INBOUND",
        customer=Person(id="customer-1", name="Ada Sample", email="ada@example.com"),
        agent=Person(id="agent-1", name="Agnes Agent"),
        queue_name="Returns",
    )


@pytest.fixture
def survey(closing):
    return Survey(
        id="survey-1",
        state=State.SUBMITTED,
        closing=closing,
        cycle=1,
        received_at=closing.closed_at,
        rule="support",
        rating_type=RatingType.CSAT,
        offer_id="offer-1",
        expires_at=closing.closed_at + 14 * 24 * 3_600_000,
        rating=4,
        comment="Thank you,\nAgnes!",
    )
