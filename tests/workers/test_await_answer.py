"""Between the invitation and the answer: one reminder, if the rule says so, and the end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.lifecycle import keys
from service.lifecycle.states import State
from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import faults

DAY = 24 * 3600


@pytest.fixture
def reminding(open_workshop):
    """A workshop whose rule reminds after three days; keyword arguments change the rule."""
    return lambda **rule: open_workshop(**{"reminder": timedelta(days=3)} | rule)


def in_three_days(workshop, survey):
    """The moment of the reminder has come."""
    workshop.redis.hset(keys.survey(survey.id), "remind_at", 1)
    return workshop.look(survey)


def expired(workshop, survey):
    workshop.redis.hset(keys.survey(survey.id), "expires_at", 1)
    return workshop.look(survey)


def test_what_nobody_answered_in_time_expires_and_is_looked_at_no_more(workshop, redis):
    survey = expired(workshop, workshop.ask(a_conversation()))

    assert (survey.state, survey.reason) == (State.EXPIRED, "nobody answered")
    assert redis.zscore(keys.DUE, survey.id) is None


def test_what_has_time_left_is_looked_at_again_when_it_is_up(workshop):
    survey = workshop.look(workshop.ask(a_conversation()))

    assert survey.state is State.INVITED
    left = survey.expires_at - survey.closing.closed_at
    assert left / 1000 - 3700 < workshop.due_in(survey) < left / 1000


def test_without_a_reminder_in_the_rule_there_is_none(workshop):
    assert workshop.ask(a_conversation()).remind_at is None


def test_the_reminder_is_due_so_long_after_the_invitation(reminding):
    workshop = reminding()

    survey = workshop.look(workshop.ask(a_conversation()))

    assert survey.remind_at - survey.invited_at == pytest.approx(3 * DAY * 1000, abs=60_000)
    assert workshop.due_in(survey) == pytest.approx(3 * DAY, abs=60)


def test_who_has_not_answered_is_reminded_once_the_way_they_were_invited(reminding, mailbox):
    workshop = reminding(deliver=("email", "message"))

    survey = in_three_days(workshop, workshop.ask(a_conversation()))
    survey = workshop.look(survey)

    invitation, reminder = mailbox.messages
    link = workshop.tools.links.url("https://surveys.example.com", survey.id)
    assert link in reminder.get_body(("plain",)).get_content()
    assert reminder["Message-ID"] != invitation["Message-ID"]
    assert (survey.state, survey.reason) == (State.INVITED, "reminded by email")
    assert survey.reminded_at is not None


def test_after_the_reminder_the_survey_expires_when_it_would_have(reminding):
    workshop = reminding(expires=timedelta(days=10))

    survey = in_three_days(workshop, workshop.ask(a_conversation()))

    assert workshop.due_in(survey) == pytest.approx(10 * DAY, abs=2 * 3600)
    assert expired(workshop, survey).state is State.EXPIRED


def test_who_has_answered_is_not_reminded(reminding, mailbox):
    workshop = reminding()
    survey = workshop.answer(workshop.ask(a_conversation()), 5)

    in_three_days(workshop, survey)

    assert len(mailbox.messages) == 1


def test_who_was_asked_again_is_not_reminded_of_the_earlier_survey(reminding, mailbox):
    workshop = reminding(cooldown=timedelta(0))
    earlier = workshop.ask(conversation := a_conversation())
    workshop.reopen(conversation)
    workshop.ask(conversation)

    earlier = in_three_days(workshop, earlier)

    assert (earlier.state, len(mailbox.messages)) == (State.SUPERSEDED, 2)


def test_who_does_not_want_to_be_asked_is_not_reminded_and_may_still_answer(reminding, mailbox):
    workshop = reminding()
    survey = workshop.ask(a_conversation())
    workshop.tools.customers.opt_out(survey.closing.organization, survey.closing.customer.id)

    survey = in_three_days(workshop, survey)

    assert (survey.state, len(mailbox.messages)) == (State.INVITED, 1)
    assert survey.reason == "not reminded: the customer does not want to be asked"
    assert workshop.answer(survey, 4).state is State.SUBMITTED


def test_who_is_being_helped_again_is_not_reminded(reminding, mailbox):
    workshop = reminding()
    survey = workshop.ask(conversation := a_conversation())
    workshop.reopen(conversation)

    survey = in_three_days(workshop, survey)

    assert (survey.reason, len(mailbox.messages)) == (
        "not reminded: the conversation is open again",
        1,
    )


def test_who_was_helped_again_and_left_alone_by_the_cool_down_is_reminded(reminding, mailbox):
    workshop = reminding()
    survey = workshop.ask(conversation := a_conversation())
    workshop.reopen(conversation)
    workshop.ask(conversation)

    survey = in_three_days(workshop, survey)

    assert (survey.reason, len(mailbox.messages)) == ("reminded by email", 2)


def test_a_reminder_that_cannot_be_delivered_does_not_take_another_way(reminding, dixa, mailbox):
    workshop = reminding()
    survey = workshop.ask(conversation := a_conversation())
    mailbox.refuse(conversation.requester.email, "550 5.1.1 No such user")

    survey = in_three_days(workshop, survey)

    assert survey.reason == "not reminded: email: 550 5.1.1 No such user"
    assert (survey.state, survey.remind_at) == (State.INVITED, None)
    assert dixa.messages(conversation) == []


def test_a_reminder_waits_for_a_mail_server_that_asks_to_come_back(reminding, mailbox):
    workshop = reminding()
    survey = workshop.ask(conversation := a_conversation())
    mailbox.refuse(conversation.requester.email, "451 4.7.1 Later")
    waiting = in_three_days(workshop, survey)
    mailbox.accept(conversation.requester.email)

    survey = workshop.look(waiting)

    assert (waiting.reason, waiting.attempts) == ("451 4.7.1 Later", 1)
    assert (survey.reason, survey.attempts) == ("reminded by email", 0)
    assert len(mailbox.messages) == 2


@pytest.mark.parametrize("is_posted", [True, False])
def test_a_reminder_whose_fate_is_unknown_is_posted_once(reminding, dixa, is_posted):
    workshop = reminding(deliver=("message",))
    survey = workshop.ask(conversation := a_conversation("MESSENGER"))
    dixa.faults.on("message", faults.reply_lost(committed=is_posted), times=1)

    survey = workshop.look(in_three_days(workshop, survey))

    assert survey.reason == "reminded by message"
    assert len(dixa.messages(conversation)) == 2


def test_a_way_that_is_no_longer_set_up_does_not_remind(
    reminding, open_workshop, settings, mailbox
):
    survey = reminding().ask(a_conversation())
    workshop = open_workshop(replace(settings, smtp_url=None, mail_from=None))

    survey = in_three_days(workshop, survey)

    assert (survey.reason, len(mailbox.messages)) == (
        "not reminded: email: no longer set up",
        1,
    )
