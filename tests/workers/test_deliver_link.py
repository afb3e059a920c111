"""How the link reaches the customer."""

import json
from dataclasses import replace

import pytest

from service.lifecycle import keys
from service.lifecycle.states import State
from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import faults


@pytest.fixture
def conversation():
    return a_conversation()


def test_the_link_that_was_delivered_leads_to_the_survey(workshop, mailbox, conversation):
    survey = workshop.ask(conversation)

    [message] = mailbox.messages
    link = workshop.tools.links.url("https://surveys.example.com", survey.id)
    assert link in message.get_body(("plain",)).get_content()
    assert workshop.answers.find(link.rpartition("/")[2]) == survey
    assert (survey.state, survey.delivered_by) == (State.INVITED, "email")


def test_the_first_way_that_reaches_the_customer_is_taken(open_workshop, dixa, mailbox):
    workshop = open_workshop(deliver=("message", "email"))

    survey = workshop.ask(conversation := a_conversation("WIDGET_CHAT"))

    assert survey.delivered_by == "message"
    assert (len(dixa.messages(conversation)), mailbox.messages) == (1, [])


def test_when_a_way_fails_for_good_the_next_one_is_taken(workshop, dixa, mailbox, conversation):
    mailbox.refuse(conversation.requester.email, "550 5.1.1 No such user")

    survey = workshop.ask(conversation)

    assert (survey.state, survey.delivered_by) == (State.INVITED, "message")
    assert "email: 550 5.1.1 No such user" in workshop.reasons(survey)


def test_when_every_way_fails_the_survey_is_parked_and_nothing_is_sent_again(
    workshop, dixa, mailbox, conversation
):
    mailbox.refuse(conversation.requester.email, "550 5.1.1 No such user")
    dixa.faults.on("message", faults.refusal(400, "Unsupported ConversationChannel"))

    survey = workshop.later(workshop.ask(conversation))

    assert (survey.state, survey.reason) == (State.PARKED, "no way reached the customer")
    assert len(dixa.calls("message")) == 1


@pytest.fixture
def open_webhook_workshop(open_workshop, settings, link_receiver):
    """A function that opens a workshop with the ways it is given, the webhook being set up."""
    hooked = replace(
        settings,
        delivery_webhook_url=link_receiver.url,
        delivery_webhook_secrets=(b"a key that signs in tests",),
    )
    return lambda *deliver: open_workshop(hooked, deliver=deliver)


def test_another_system_is_given_the_link_where_nothing_else_reaches(
    open_webhook_workshop, link_receiver, mailbox
):
    workshop = open_webhook_workshop("email", "message", "webhook")

    survey = workshop.ask(a_conversation("TWITTER", email=None))

    [event] = link_receiver.events
    link = workshop.tools.links.url("https://surveys.example.com", survey.id)
    assert (survey.state, survey.delivered_by) == (State.INVITED, "webhook")
    assert (json.loads(event.body)["data"]["url"], mailbox.messages) == (link, [])


def test_what_the_other_system_refuses_goes_the_next_way(
    open_webhook_workshop, link_receiver, mailbox, conversation
):
    workshop = open_webhook_workshop("webhook", "email")
    link_receiver.answer(410)

    survey = workshop.ask(conversation)

    assert (survey.delivered_by, len(mailbox.messages)) == ("email", 1)
    assert "webhook: the receiver answers 410" in workshop.reasons(survey)


def test_the_other_system_is_left_alone_as_long_as_it_asks(
    open_webhook_workshop, link_receiver, conversation
):
    workshop = open_webhook_workshop("webhook")
    link_receiver.answer(429, {"Retry-After": "900"})
    waiting = workshop.ask(conversation)
    due_in = workshop.due_in(waiting)
    link_receiver.answer(204)

    survey = workshop.look(waiting)

    assert (waiting.state, survey.state) == (State.OFFERED, State.INVITED)
    assert due_in == pytest.approx(900, abs=60)
    assert len({event.headers["webhook-id"] for event in link_receiver.events}) == 1


def test_what_can_pass_by_itself_is_waited_for(workshop, mailbox, conversation):
    mailbox.refuse(conversation.requester.email, "451 4.7.1 Greylisted, come back")
    waiting = workshop.ask(conversation)
    mailbox.accept(conversation.requester.email)

    survey = workshop.look(waiting)

    assert (waiting.state, waiting.attempts) == (State.OFFERED, 1)
    assert waiting.reason == "451 4.7.1 Greylisted, come back"
    assert (survey.state, survey.attempts, len(mailbox.messages)) == (State.INVITED, 0, 1)


def test_a_mail_server_that_is_away_is_waited_for(workshop, mailbox, conversation):
    mailbox.stop()
    waiting = workshop.ask(conversation)
    mailbox.start()

    survey = workshop.look(waiting)

    assert waiting.state is State.OFFERED
    assert "can't be reached" in waiting.reason
    assert (survey.state, len(mailbox.messages)) == (State.INVITED, 1)


@pytest.mark.parametrize("is_posted", [True, False])
def test_a_message_whose_fate_is_unknown_is_posted_once(open_workshop, dixa, is_posted):
    workshop = open_workshop(deliver=("message",))
    dixa.faults.on("message", faults.reply_lost(committed=is_posted), times=1)
    conversation = a_conversation("MESSENGER")
    waiting = workshop.ask(conversation)

    survey = workshop.look(waiting)

    assert (waiting.state, survey.state) == (State.OFFERED, State.INVITED)
    assert len(dixa.messages(conversation)) == 1


def test_a_link_that_could_not_be_delivered_in_time_is_not_delivered_any_more(
    workshop, mailbox, conversation
):
    mailbox.refuse(conversation.requester.email, "451 4.3.0 Later")
    survey = workshop.ask(conversation)
    mailbox.accept(conversation.requester.email)
    workshop.redis.hset(keys.survey(survey.id), "expires_at", 1)

    survey = workshop.look(survey)

    assert (survey.state, mailbox.messages) == (State.EXPIRED, [])


def test_whoever_opts_out_before_the_link_is_delivered_gets_none(workshop, mailbox, conversation):
    mailbox.refuse(conversation.requester.email, "451 4.3.0 Later")
    survey = workshop.ask(conversation)
    mailbox.accept(conversation.requester.email)
    workshop.tools.customers.opt_out(survey.closing.organization, survey.closing.customer.id)

    survey = workshop.look(survey)

    assert (survey.state, mailbox.messages) == (State.EXPIRED, [])
    assert survey.reason == "the customer does not want to be asked"


def test_a_survey_put_on_its_way_again_by_hand_is_delivered_by_the_first_way_that_works_now(
    workshop, dixa, mailbox, conversation
):
    mailbox.refuse(conversation.requester.email, "550 5.1.1 No such user")
    dixa.faults.on("message", faults.refusal(400, "Unsupported ConversationChannel"))
    survey = workshop.ask(conversation)
    mailbox.accept(conversation.requester.email)
    workshop.redis.hset(keys.survey(survey.id), "state", State.OFFERED)

    survey = workshop.look(survey)

    assert (survey.state, survey.delivered_by) == (State.INVITED, "email")


def test_a_way_that_is_no_longer_set_up_is_passed_over(
    open_workshop, settings, dixa, mailbox, conversation
):
    mailbox.refuse(conversation.requester.email, "451 4.3.0 Later")
    survey = open_workshop().ask(conversation)
    workshop = open_workshop(replace(settings, smtp_url=None, mail_from=None))

    survey = workshop.look(survey)

    assert survey.delivered_by == "message"


def test_a_link_delivered_after_the_secret_key_was_changed_leads_to_the_survey(
    open_workshop, settings, mailbox, conversation
):
    mailbox.refuse(conversation.requester.email, "451 4.3.0 Later")
    survey = open_workshop().ask(conversation)
    mailbox.accept(conversation.requester.email)
    workshop = open_workshop(replace(settings, secret_keys=("another key",)))

    survey = workshop.look(survey)

    link = workshop.tools.links.url("https://surveys.example.com", survey.id)
    assert link in mailbox.messages[-1].get_body(("plain",)).get_content()
    assert workshop.answers.find(link.rpartition("/")[2]) == survey


def test_a_link_whose_rule_is_gone_meanwhile_is_delivered_in_the_default_words(
    open_workshop, mailbox, conversation
):
    mailbox.refuse(conversation.requester.email, "451 4.3.0 Later")
    survey = open_workshop(question={"en": "All well?"}).ask(conversation)
    mailbox.accept(conversation.requester.email)

    survey = open_workshop(name="another").look(survey)

    text = mailbox.messages[-1].get_body(("plain",)).get_content()
    assert survey.state is State.INVITED
    assert "All well?" not in text
    assert "How was the help you got from" in text


def test_a_customer_may_answer_before_the_delivery_is_noted(workshop, mailbox, conversation, dixa):
    mailbox.refuse(conversation.requester.email, "451 4.3.0 Later")
    survey = workshop.ask(conversation)

    survey = workshop.answer(survey, 3)

    assert survey.state is State.SUBMITTED
    assert workshop.look(survey).state is State.SUBMITTED
