from datetime import UTC, datetime, timedelta

import pytest

from service.lifecycle.record import Closing, Person
from service.ratings import RatingType
from service.rules.survey_rule import SurveyRule
from service.rules.timing import asking_times, reminder_due_at


def closing_at(moment):
    return Closing(
        organization="org-1",
        conversation="1",
        event_id="event-1",
        closed_at=milliseconds(moment),
        channel="EMAIL",
        direction="INBOUND",
        customer=Person(id="customer-1"),
    )


def milliseconds(moment):
    return round(moment.timestamp() * 1000)


def rule(**lengths):
    return SurveyRule(name="support", rating=RatingType.CSAT, **lengths)


CLOSED = datetime(2026, 3, 10, 9, 30, 15, 125_000, tzinfo=UTC)


def test_without_a_delay_the_offer_is_due_when_the_conversation_closed():
    times = asking_times(closing_at(CLOSED), rule())

    assert times.offer_due_at == milliseconds(CLOSED)


def test_the_time_to_answer_begins_when_the_offer_is_due():
    waiting = rule(delay=timedelta(minutes=30), expires=timedelta(days=14))

    times = asking_times(closing_at(CLOSED), waiting)

    assert times.offer_due_at == milliseconds(CLOSED + timedelta(minutes=30))
    assert times.expires_at == milliseconds(CLOSED + timedelta(days=14, minutes=30))


@pytest.mark.parametrize(
    ("closed", "due"),
    [
        ("2026-03-28T20:00:00+01:00", "2026-03-29T21:00:00+02:00"),
        ("2026-10-24T20:00:00+02:00", "2026-10-25T19:00:00+01:00"),
    ],
)
def test_a_day_is_24_hours_also_over_the_nights_in_which_clocks_change(closed, due):
    closing = closing_at(datetime.fromisoformat(closed))

    times = asking_times(closing, rule(delay=timedelta(days=1)))

    assert times.offer_due_at == milliseconds(datetime.fromisoformat(due))


def test_a_reminder_is_due_so_long_after_the_invitation():
    reminding = rule(reminder=timedelta(days=3))

    assert reminder_due_at(reminding, invited_at=1000, expires_at=10**12) == 1000 + 3 * 86_400_000


@pytest.mark.parametrize("asking", [rule(), rule(reminder=timedelta(days=3))])
def test_without_a_reminder_in_the_rule_or_time_left_nobody_is_reminded(asking):
    assert reminder_due_at(asking, invited_at=1000, expires_at=3 * 86_400_000 + 1000) is None
