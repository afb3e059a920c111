"""Conversations that close several times: in how many cycles, and who is asked for whom."""

from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from re import findall
from time import time_ns

import pytest

from service.lifecycle.states import State
from service.rules.reasons import SuppressReason
from service.sandbox.conversations import AGENTS, a_conversation
from service.sandbox.events import abandoned, closed, reopened

AGNES, BO, CLEO = AGENTS


CONVERSATION = a_conversation(csid=4711)
AN_HOUR_AGO = time_ns() // 1_000_000 - 3_600_000


def c(minute, agent=AGNES):
    """It closes."""
    at_ms = AN_HOUR_AGO + minute * 60_000
    return closed(CONVERSATION.assigned_to(agent), at_ms=at_ms, event_id=f"c{minute}")


def o(minute):
    """It is opened again."""
    return reopened(CONVERSATION, at_ms=AN_HOUR_AGO + minute * 60_000)


def a(minute):
    """It is abandoned."""
    return abandoned(CONVERSATION, at_ms=AN_HOUR_AGO + minute * 60_000)


ASKED_AGNES, ASKED_BO = "asked for Agnes Agent", "asked for Bo Agent"
STORIES = [
    # As it should be, and told twice.
    ([c(1)], [ASKED_AGNES]),
    ([c(1), c(1)], [ASKED_AGNES]),
    # Closed again with no reopening seen: the same cycle.
    ([c(1), c(2)], [ASKED_AGNES]),
    ([c(1), c(2, BO)], [ASKED_AGNES]),
    ([c(1), c(2, None)], [ASKED_AGNES]),
    # First without, then with an agent: asked once, for the right one.
    ([c(1, None)], ["no agent"]),
    ([c(1, None), c(2)], ["no agent", ASKED_AGNES]),
    ([c(1, None), c(2, None), c(3, BO)], ["no agent", ASKED_BO]),
    ([c(2, None), c(1)], ["no agent", ASKED_AGNES]),
    ([a(1)], ["abandoned"]),
    ([a(1), c(2)], ["abandoned", ASKED_AGNES]),
    ([a(1), c(2, None)], ["abandoned"]),
    ([c(2, None), a(1)], ["abandoned"]),
    ([c(1, None), a(2)], ["abandoned"]),
    ([a(2), c(1, None)], ["abandoned"]),
    ([c(1, None), a(2), a(2)], ["abandoned"]),
    ([c(1, None), a(2), c(3, None)], ["abandoned"]),
    ([c(1, None), a(2), c(3)], ["abandoned", ASKED_AGNES]),
    ([c(1, None), o(2), a(3)], ["no agent", "abandoned"]),
    ([c(3, None), o(2), a(1)], ["no agent"]),
    ([c(1), a(2)], [ASKED_AGNES]),
    # Reopened and closed again: a new cycle, which the cool-down keeps from asking.
    ([c(1), o(2), c(3)], [ASKED_AGNES, "cool-down"]),
    ([c(1), o(2), c(3), o(4), c(5)], [ASKED_AGNES, "cool-down", "cool-down"]),
    ([c(1, None), o(2), c(3)], ["no agent", ASKED_AGNES]),
    ([c(1, None), o(2), c(3, None), c(4)], ["no agent", "no agent", ASKED_AGNES]),
    # Late: what is older than the last reopening changes nothing.
    ([o(2), c(1)], []),
    ([o(2), c(1), c(3)], [ASKED_AGNES]),
    ([c(3), o(2)], [ASKED_AGNES]),
    ([c(3), o(2), c(1, BO)], [ASKED_AGNES]),
    ([c(1), c(3, BO), o(2)], [ASKED_AGNES, "cool-down"]),
    ([c(3), c(1, None), o(2)], [ASKED_AGNES]),
    ([o(1)], []),
    ([c(1), o(1)], [ASKED_AGNES]),
]


@pytest.mark.parametrize(("told", "outcomes"), STORIES)
def test_every_order_of_events_has_its_outcome(workshop, dixa, told, outcomes):
    dixa.close(CONVERSATION)

    for event in told:
        workshop.hear(event)
        workshop.work()

    assert [outcome(survey) for survey in workshop.surveys(CONVERSATION)] == outcomes
    assert len(dixa.calls("offer")) <= 1


def outcome(survey):
    if survey.state is State.INVITED:
        return f"asked for {survey.closing.agent.name}"
    return str(survey.reason)


def test_a_cause_that_a_later_closing_removes_is_judged_anew(open_workshop):
    workshop = open_workshop(without_agents=("Agnes Agent",))
    conversation = a_conversation()
    first = workshop.ask(conversation)

    second = workshop.ask(conversation.assigned_to(BO))

    assert (first.reason, second.state, second.cycle) == ("agent left out", State.INVITED, 1)


def test_a_cause_that_no_closing_removes_is_not(open_workshop):
    workshop = open_workshop(sample=0.0)
    conversation = a_conversation()
    workshop.ask(conversation)

    workshop.ask(conversation.assigned_to(BO))

    assert len(workshop.surveys(conversation)) == 1


def test_reopened_within_the_delay_and_closed_again_the_customer_is_asked_once(open_workshop, dixa):
    workshop = open_workshop(delay=timedelta(hours=2))
    conversation = a_conversation()
    first = workshop.ask(conversation)
    workshop.reopen(conversation)
    second = workshop.ask(conversation.assigned_to(BO))

    first, second = workshop.survey(first), workshop.look(second)

    assert (first.state, second.state, second.cycle) == (State.CANCELLED, State.INVITED, 2)
    [offer] = dixa.offers(conversation)
    assert offer.body["agentId"] == BO.id


def test_agent_queue_channel_and_tags_stay_those_of_the_closing_that_was_decided(workshop, dixa):
    conversation = a_conversation(queue="Returns", tags=["refund"])
    survey = workshop.ask(conversation)

    moved = a_conversation("WIDGET_CHAT", csid=conversation.csid, agent=BO, queue="Sales")
    workshop.ask(replace(moved, requester=conversation.requester))

    [kept] = [each.closing for each in workshop.surveys(conversation)]
    assert kept == survey.closing
    assert (kept.agent.name, kept.queue_name, kept.channel) == ("Agnes Agent", "Returns", "EMAIL")
    assert [tag.name for tag in kept.tags] == ["refund"]
    [offer] = dixa.offers(conversation)
    assert offer.body["agentId"] == AGNES.id


def test_the_script_knows_the_reasons_by_their_names():
    text = (files("service.lifecycle.scripts") / "receive.lua").read_text("utf-8")
    named = set(findall(r"\['([^']+)'\] = true", text))

    assert named
    assert named <= set(SuppressReason)
