"""Conversations that have closed, decided again under other surveys."""

from dataclasses import replace

from service.lifecycle.record import Closing, Person
from service.ratings import RatingType
from service.rules.simulation import Case, simulate
from service.rules.survey_rule import SurveyRule

CLOSING = Closing(
    organization="org-1",
    conversation="4711",
    event_id="event-1",
    closed_at=2000,
    channel="EMAIL",
    direction="INBOUND",
    customer=Person(id="customer-1"),
    agent=Person(id="agent-1", name="Grace"),
    queue_id="queue-1",
    queue_name="Returns",
)
RULE = SurveyRule(name="support", rating=RatingType.CSAT, queues=("Returns",))
ASKED = Case(channel="EMAIL", queue="Returns", survey="support", way="email", reason=None)


def by_email(closing, rule):
    return ("email", "message")


def test_nothing_replayed_is_nothing_found():
    simulation = simulate([], [RULE], reachable=by_email)

    assert (simulation.closings, simulation.cases.total()) == (0, 0)


def test_conversations_that_are_decided_alike_are_counted_together():
    simulation = simulate([[CLOSING]] * 3, [RULE], reachable=by_email)

    assert simulation.cases == {ASKED: 3}


def test_why_nobody_is_asked_is_counted_by_channel_and_queue():
    conversations = [
        [replace(CLOSING, agent=None)],
        [replace(CLOSING, queue_id=None, queue_name=None)],
        [replace(CLOSING, queue_id="queue-2", queue_name=None, channel="SMS")],
    ]

    simulation = simulate(conversations, [RULE], reachable=by_email)

    assert simulation.cases == {
        replace(ASKED, way=None, reason="no agent"): 1,
        replace(ASKED, way=None, reason="no rule", survey=None, queue=None): 1,
        Case(channel="SMS", queue="queue-2", survey=None, way=None, reason="no rule"): 1,
    }


def test_a_conversation_that_closed_several_times_counts_once_as_it_last_closed_with_an_agent():
    conversation = [
        replace(CLOSING, closed_at=1000, channel="SMS", agent=None),
        replace(CLOSING, closed_at=2000, channel="TWITTER"),
        replace(CLOSING, closed_at=3000),
        replace(CLOSING, closed_at=4000, channel="SMS", agent=None),
    ]

    simulation = simulate([conversation], [RULE], reachable=by_email)

    assert simulation.cases == {ASKED: 1}
    assert simulation.closings == 4
    assert (simulation.first_at, simulation.last_at) == (1000, 4000)
