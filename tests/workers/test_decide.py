"""Who is not asked, and that nothing is offered to them."""

from datetime import timedelta

import pytest

from service.lifecycle.states import State
from service.rules.hurdles import Outlook, hurdles
from service.rules.past import BlankPast
from service.rules.survey_rule import DEFAULT_SURVEY
from service.sandbox.conversations import a_conversation
from service.sandbox.events import abandoned

NOT_ASKED = {
    "internal": ({}, a_conversation(requester_type="Member")),
    "no rule": ({"queues": ("Returns",)}, a_conversation(queue="Support")),
    "not sampled": ({"sample": 0.0}, a_conversation()),
    "no agent": ({}, a_conversation(agent=None)),
    "queue left out": ({"without_queues": ("Support",)}, a_conversation()),
    "agent left out": ({"without_agents": ("Agnes Agent",)}, a_conversation()),
    "too old": ({"max_age": timedelta(minutes=1)}, a_conversation()),
    "unreachable": ({}, a_conversation("FACEBOOK_MESSENGER")),
}


@pytest.mark.parametrize("reason", NOT_ASKED)
def test_nothing_is_offered_to_who_is_not_asked(open_workshop, dixa, reason):
    rule, conversation = NOT_ASKED[reason]

    survey = open_workshop(**rule).ask(conversation)

    assert (survey.state, survey.reason) == (State.SUPPRESSED, reason)
    assert dixa.calls() == []


def test_an_abandoned_conversation_costs_no_call_either(workshop, dixa):
    conversation = a_conversation(agent=None)
    workshop.hear(abandoned(conversation))

    workshop.work()

    [survey] = workshop.surveys(conversation)
    assert (survey.state, survey.reason) == (State.SUPPRESSED, "abandoned")
    assert dixa.calls() == []


def test_no_reason_that_rules_give_is_left_out_here(workshop):
    closing = workshop.ask(a_conversation()).closing
    outlook = Outlook(reachable=lambda *_: (), past=BlankPast(), now=0)
    reasons = {str(each.reason) for each in hurdles(closing, DEFAULT_SURVEY, outlook)}

    elsewhere = {"abandoned", "opted out", "cool-down"}  # above, and in test_cool_down
    assert reasons | {"internal", "no rule"} == set(NOT_ASKED) | elsewhere


def test_closed_without_and_then_with_an_agent_is_asked_once(workshop, dixa):
    conversation = a_conversation()
    workshop.ask(conversation.assigned_to(None))

    survey = workshop.ask(conversation)

    states = [each.state for each in workshop.surveys(conversation)]
    assert states == [State.SUPPRESSED, State.INVITED]
    assert survey.cycle == 1
    assert len(dixa.offers(conversation)) == 1


def test_a_closing_heard_of_too_late_is_not_asked_about(open_workshop, dixa):
    survey = open_workshop(expires=timedelta(minutes=1)).ask(a_conversation())

    assert (survey.state, survey.reason) == (State.EXPIRED, "the event came too late")
    assert dixa.calls() == []


def test_what_the_rule_said_is_kept_with_the_survey(open_workshop):
    workshop = open_workshop(deliver=("message", "email"), expires=timedelta(days=2))

    survey = workshop.ask(a_conversation())

    assert (survey.rule, survey.deliver) == ("support", ("message", "email"))
    assert survey.expires_at == survey.closing.closed_at + 2 * 24 * 3600 * 1000
