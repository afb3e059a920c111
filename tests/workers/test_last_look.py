"""What Dixa says of a conversation right before its customer would be asked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.lifecycle.states import State
from service.sandbox.conversations import AGENTS, a_conversation


def ended(survey):
    return (survey.state, survey.reason)


@pytest.mark.parametrize(
    ("traits", "reason"),
    [
        ({"anonymized": True}, "anonymised"),
        ({"link": "SideConversation"}, "side conversation"),
        ({"link": "EmailForward"}, "forwarded"),
    ],
)
def test_a_conversation_that_is_not_one_to_ask_about_is_left_alone(workshop, dixa, traits, reason):
    survey = workshop.ask(a_conversation(**traits))

    assert ended(survey) == (State.SUPPRESSED, reason)
    assert dixa.calls("offer") == []


@pytest.mark.parametrize("tells", ["no direction", "neither direction nor state"])
def test_an_anonymised_conversation_is_left_alone_however_little_is_told_of_it(
    workshop, dixa, tells
):
    dixa.behaviour = replace(dixa.behaviour, anonymized_tells=tells)

    survey = workshop.ask(a_conversation(anonymized=True))

    assert ended(survey) == (State.SUPPRESSED, "anonymised")


def test_the_customer_is_written_to_in_the_language_of_the_conversation(workshop, mailbox):
    survey = workshop.ask(a_conversation(language="da"))

    assert survey.language == "da"
    assert mailbox.messages[-1]["Subject"] == "Hvordan var hjælpen fra Agnes?"


def test_where_dixa_does_not_know_the_language_the_surveys_first_is_written(workshop, mailbox):
    survey = workshop.ask(a_conversation())

    assert survey.language is None
    assert mailbox.messages[-1]["Subject"] == "How was the help you got from Agnes?"


def test_a_follow_up_is_a_conversation_like_any_other(workshop):
    assert workshop.ask(a_conversation(link="FollowUp")).state is State.INVITED


def test_a_customer_anonymised_while_the_survey_waits_is_not_asked(open_workshop, dixa):
    workshop = open_workshop(delay=timedelta(hours=2))
    conversation = a_conversation()
    survey = workshop.ask(conversation)
    dixa.close(replace(conversation, anonymized=True))

    assert ended(workshop.look(survey)) == (State.SUPPRESSED, "anonymised")


def test_a_conversation_that_dixa_still_calls_open_right_after_closing_is_looked_at_again(
    workshop, dixa
):
    conversation = a_conversation()
    event = dixa.close(conversation)
    dixa.add(conversation, state="Open")  # Dixa's answers lag behind its events
    workshop.hear(event)
    workshop.work()
    [waiting] = workshop.surveys(conversation)
    dixa.close(conversation)

    asked = workshop.look(waiting)

    assert ended(waiting) == (State.SCHEDULED, "Dixa says that it is open")
    assert 50 < workshop.due_in(waiting) < 14 * 24 * 3600
    assert asked.state is State.INVITED


@pytest.mark.parametrize("state", ["Open", "Pending", "AwaitingPending"])
def test_a_conversation_that_stays_open_was_opened_again_and_nobody_is_asked(workshop, dixa, state):
    conversation = a_conversation()
    survey = workshop.close(conversation)
    dixa.add(conversation, state=state)
    workshop.work()

    survey = workshop.later(survey)

    assert ended(survey) == (State.CANCELLED, "reopened")
    assert dixa.calls("offer") == []


def test_two_looks_in_quick_succession_are_one(workshop, dixa):
    conversation = a_conversation()
    survey = workshop.close(conversation)
    dixa.add(conversation, state="Open")
    workshop.work()

    survey = workshop.look(survey)

    assert survey.state is State.SCHEDULED
    assert 50 < workshop.due_in(survey) <= 60


def test_closed_again_after_a_reopening_that_nobody_told_us_of_the_customer_is_asked(
    workshop, dixa
):
    conversation = a_conversation()
    first = workshop.close(conversation)
    dixa.add(conversation, state="Open")
    workshop.work()
    workshop.later(first)

    second = workshop.ask(conversation.assigned_to(AGENTS[1]))

    assert (second.state, second.cycle) == (State.INVITED, 2)
    [offer] = dixa.offers(conversation)
    assert offer.body["agentId"] == AGENTS[1].id


def test_an_open_offer_is_not_taken_over_for_a_customer_who_was_anonymised(open_workshop, dixa):
    workshop = open_workshop(cooldown=timedelta(0))
    conversation = a_conversation()
    workshop.ask(conversation)
    workshop.reopen(conversation)

    second = workshop.ask(replace(conversation, anonymized=True))

    assert ended(second) == (State.SUPPRESSED, "anonymised")
