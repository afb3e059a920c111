import pytest

from service.lifecycle import keys
from service.lifecycle.states import State
from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import faults


def expired(workshop, survey):
    workshop.redis.hset(keys.survey(survey.id), "expires_at", 1)
    return workshop.look(survey)


def test_what_is_parked_without_an_answer_expires_too(workshop, dixa):
    dixa.faults.on("offer", faults.refusal(400, "Invalid value in request"))

    survey = expired(workshop, workshop.ask(a_conversation()))

    assert survey.state is State.EXPIRED


def test_what_is_parked_with_an_answer_waits_for_a_person_however_long(workshop, dixa):
    dixa.faults.on("submit", faults.refusal(400, "Invalid value in request"))
    answered = workshop.answer(workshop.ask(a_conversation()), 5)

    survey = expired(workshop, answered)

    assert (survey.state, survey.rating) == (State.PARKED, 5)
    assert workshop.due_in(survey) == pytest.approx(24 * 3600, abs=60)


def test_what_was_parked_before_anything_was_decided_has_no_time_that_could_be_up(workshop):
    survey = workshop.close(a_conversation())
    lease = workshop.tools.leases.claim(survey.id, frozenset({State.RECEIVED}))
    workshop.tools.leases.release(lease, State.PARKED, reason="poison: workers died over it")

    survey = workshop.look(survey)

    assert (survey.state, survey.is_over(2**62)) == (State.PARKED, False)
    assert workshop.due_in(survey) == pytest.approx(24 * 3600, abs=60)


def test_a_parked_survey_whose_customer_answers_after_all_is_submitted(workshop, dixa, mailbox):
    conversation = a_conversation()
    mailbox.refuse(conversation.requester.email, "550 5.1.1 No such user")
    dixa.faults.on("message", faults.refusal(400, "Unsupported ConversationChannel"))
    parked = workshop.ask(conversation)

    survey = workshop.answer(parked, 4)

    assert (parked.state, survey.state) == (State.PARKED, State.SUBMITTED)
