"""Dixa does not promise to tell things in order; what is asked about does not depend on it."""

from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.lifecycle.intake import Intake
from service.lifecycle.reading import surveys_of
from service.lifecycle.states import ENDED
from service.sandbox import events
from service.sandbox.conversations import AGENTS, ORGANIZATION, a_conversation
from service.web.webhook.reception import receive

AGNES, BO, _ = AGENTS
CONVERSATION = a_conversation()


def closed(at, agent):
    return events.closed(CONVERSATION.assigned_to(agent), at_ms=at)


def opened(at, _agent=None):
    return events.reopened(CONVERSATION, at_ms=at)


def rated(at, _agent=None):
    result = {"ratingResult": {"_type": "Csat", "value": 5}}
    [event] = events.rated(CONVERSATION, result)
    return event


def asked_about(redis, told):
    """The events that surveys are about which have not ended, after these were told."""
    redis.flushdb()
    intake = Intake(redis, hint=lambda *_: None)
    for event in told:
        receive(event.body, intake=intake, organization=None)
    surveys = surveys_of(redis, ORGANIZATION.id, str(CONVERSATION.csid))
    return [each.closing.event_id for each in surveys if each.state not in ENDED]


CLOSED_AT_LAST = [
    closed(1000, None),
    closed(1100, AGNES),
    opened(1500),
    closed(2000, BO),
    closed(2100, None),
    rated(2200),
]
OPEN_AT_LAST = [
    opened(500),
    closed(1000, AGNES),
    opened(1500),
    rated(1600),
    closed(2000, BO),
    opened(2500),
]


@pytest.mark.parametrize(
    ("told", "expected"),
    [(CLOSED_AT_LAST, [CLOSED_AT_LAST[3].id]), (OPEN_AT_LAST, [])],
    ids=["closed at last", "open at last"],
)
def test_six_events_in_each_of_their_720_orders_end_in_the_same_state(redis, told, expected):
    ends = {tuple(asked_about(redis, order)) for order in permutations(told)}

    assert ends == {tuple(expected)}


kinds = st.sampled_from([closed, closed, opened, rated])
some_events = st.lists(
    st.builds(
        lambda kind, at, agent: kind(at, agent),
        kinds,
        st.integers(1, 4),
        st.sampled_from([None, AGNES, BO]),
    ),
    max_size=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=some_events, data=st.data())
def test_any_events_in_any_order_end_as_they_do_in_another(redis, told, data):
    order = data.draw(st.permutations(told))

    assert asked_about(redis, order) == asked_about(redis, told)
