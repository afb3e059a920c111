"""Conversations that have closed, decided again under other surveys."""

from dataclasses import replace
from datetime import timedelta

from service.lifecycle.record import Closing, Person
from service.ratings import RatingType
from service.rules.past import BlankPast
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


DAY = 24 * 3600 * 1000


def of(customer, **traits):
    return replace(CLOSING, customer=Person(id=customer), **traits)


def by_email(closing, rule):
    return ("email", "message")


def test_nothing_replayed_is_nothing_found():
    simulation = simulate([], [RULE], reachable=by_email)

    assert (simulation.closings, simulation.cases.total()) == (0, 0)


def test_conversations_that_are_decided_alike_are_counted_together():
    simulation = simulate([[of(each)] for each in "abc"], [RULE], reachable=by_email)

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


def test_a_conversation_that_was_abandoned_is_called_so_however_it_closed_after_that():
    conversation = [
        replace(CLOSING, closed_at=1000, agent=None, is_abandoned=True),
        replace(CLOSING, closed_at=2000, agent=None),
    ]

    simulation = simulate([conversation], [RULE], reachable=by_email)

    assert simulation.cases == {replace(ASKED, way=None, reason="abandoned"): 1}


def test_what_is_known_from_before_keeps_customers_from_being_asked():
    class Past(BlankPast):
        def is_opted_out(self, closing):
            return closing.customer.id == "a"

        def asked_at(self, closing, rating_type):
            return 1000 if closing.customer.id == "b" else 0

    simulation = simulate([[of(each)] for each in "abc"], [RULE], reachable=by_email, past=Past())

    assert simulation.cases == {
        ASKED: 1,
        replace(ASKED, way=None, reason="opted out"): 1,
        replace(ASKED, way=None, reason="cool-down"): 1,
    }


def test_whoever_would_be_asked_first_starts_the_cool_down():
    conversations = [[of("ada", closed_at=at * DAY)] for at in (40, 1, 2, 31)]

    simulation = simulate(conversations, [RULE], reachable=by_email)

    assert simulation.cases == {ASKED: 2, replace(ASKED, way=None, reason="cool-down"): 2}


def test_cool_downs_are_those_of_the_customer_and_the_rating_type():
    nps = replace(RULE, name="nps", rating=RatingType.NPS, queues=("Sales",))
    conversations = [
        [of("ada")],
        [of("bo")],
        [of("ada", queue_name="Sales")],
        [of("ada", organization="another")],
    ]

    simulation = simulate(conversations, [RULE, nps], reachable=by_email)

    assert {case.reason for case in simulation.cases} == {None}
    assert simulation.cases.total() == 4


def test_the_order_is_that_of_asking_and_not_of_closing():
    slow = replace(RULE, name="slow", queues=("Slow",), delay=timedelta(days=2))
    conversations = [[of("ada", queue_name="Slow")], [of("ada", closed_at=CLOSING.closed_at + DAY)]]

    simulation = simulate(conversations, [slow, RULE], reachable=by_email)

    assert {case.survey: case.reason for case in simulation.cases} == {
        "support": None,
        "slow": "cool-down",
    }
