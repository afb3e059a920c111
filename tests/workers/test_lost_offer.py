"""An offer whose fate nobody knows: found, sent again, or left alone, but never made twice."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from service.lifecycle import keys
from service.lifecycle.states import State
from service.ratings import RatingType
from service.sandbox.conversations import AGENTS, a_conversation
from service.sandbox.played_dixa import faults

COMMITTED = {
    "reply lost": faults.reply_lost(committed=True),
    "500": faults.server_error(500, committed=True),
    "504": faults.server_error(504, committed=True),
    "hang": faults.hang(committed=True),
    "drip": faults.slow_drip(0.05),
    "malformed": faults.malformed(),
}
NOT_COMMITTED = {
    "reply lost": faults.reply_lost(committed=False),
    "500": faults.server_error(500, committed=False),
    "503": faults.server_error(503, committed=False),
    "hang": faults.hang(committed=False),
}
NO_FAULT = faults.stale(0)


@pytest.fixture
def workshop(open_workshop, settings):
    return open_workshop(replace(settings, http_timeout_seconds=1))


@pytest.fixture
def conversation():
    return a_conversation()


@pytest.fixture
def lost(workshop, dixa, conversation):
    """A survey whose offer was sent; nobody knows that Dixa did not make it."""
    dixa.faults.on("offer", faults.reply_lost(committed=False), times=1)
    survey = workshop.ask(conversation)
    assert survey.state is State.OFFER_UNKNOWN
    return survey


def test_an_offer_is_found_however_dixa_lists_its_type(workshop, dixa, conversation):
    dixa.behaviour = replace(dixa.behaviour, listed_types="capitals")
    dixa.faults.on("offer", faults.reply_lost(committed=True), times=1)

    survey = workshop.ask(conversation)
    for _ in range(3):
        survey = workshop.later(survey)

    assert survey.state is State.INVITED
    assert len(dixa.calls("offer")) == 1


@pytest.mark.parametrize("fault", COMMITTED.values(), ids=COMMITTED)
def test_an_offer_that_was_made_is_found_and_not_made_again(workshop, dixa, conversation, fault):
    dixa.faults.on("offer", fault, times=1)
    unknown = workshop.ask(conversation)

    survey = workshop.later(unknown)

    assert unknown.state is State.OFFER_UNKNOWN
    assert survey.state is State.INVITED
    assert [row["id"] for row in dixa.ratings(conversation)] == [survey.offer_id]
    assert len(dixa.calls("offer")) == 1


@pytest.mark.parametrize("fault", NOT_COMMITTED.values(), ids=NOT_COMMITTED)
def test_an_offer_missing_in_two_reads_is_sent_again(workshop, dixa, conversation, fault):
    dixa.faults.on("offer", fault, times=1)
    unknown = workshop.ask(conversation)

    missed = workshop.later(unknown)
    survey = workshop.later(unknown)

    assert (unknown.state, missed.state) == (State.OFFER_UNKNOWN, State.OFFER_UNKNOWN)
    assert survey.state is State.INVITED
    assert len(dixa.offers(conversation)) == 1


@pytest.mark.parametrize("status", [None, 502])
def test_an_offer_made_late_is_found(workshop, dixa, conversation, status):
    dixa.faults.on("offer", faults.late_commit(0.05, status=status), times=1)
    unknown = workshop.ask(conversation)
    dixa.wait_until(lambda: dixa.offers(conversation))

    survey = workshop.later(unknown)

    assert survey.state is State.INVITED
    assert len(dixa.calls("offer")) == 1


def test_an_offer_made_between_the_two_reads_is_found(workshop, dixa, conversation, lost):
    workshop.later(lost)
    another_offer(workshop, conversation)

    survey = workshop.later(lost)

    assert survey.state is State.INVITED
    assert len(dixa.offers(conversation)) == 1


def test_the_fate_is_not_asked_for_before_it_has_settled(workshop, dixa, lost):
    reads = len(dixa.calls("ratings"))

    survey = workshop.look(lost)

    assert survey.state is State.OFFER_UNKNOWN
    assert 50 < workshop.due_in(lost) <= 60
    assert len(dixa.calls("ratings")) == reads


def test_two_reads_close_together_count_as_one(workshop, dixa, lost):
    workshop.later(lost)

    survey = workshop.look(lost)

    assert survey.state is State.OFFER_UNKNOWN
    assert 0 < workshop.due_in(lost) <= 5
    assert len(dixa.calls("offer")) == 1


def test_while_dixa_cannot_be_read_nothing_is_sent_on_doubt(workshop, dixa, lost):
    dixa.faults.on("ratings", faults.server_error(500, committed=False), times=3)

    survey = [workshop.later(lost) for _ in range(3)][-1]

    assert survey.state is State.OFFER_UNKNOWN
    assert len(dixa.calls("offer")) == 1


def test_of_several_the_oldest_is_adopted_and_the_history_says_so(
    workshop, dixa, conversation, lost
):
    oldest = another_offer(workshop, conversation)
    another_offer(workshop, conversation)

    survey = workshop.later(lost)

    assert survey.offer_id == oldest
    assert f"found offer {oldest} in Dixa, the oldest of 2" in workshop.reasons(survey)


def test_what_was_there_before_is_not_taken_for_ours(workshop, dixa, conversation):
    dixa.add(conversation)
    dixa.survey_natively(conversation, "Csat", status="Unscheduled")
    dixa.faults.on("offer", faults.reply_lost(committed=False), times=1)
    unknown = workshop.ask(conversation)

    survey = workshop.later(unknown)

    assert survey.reason == "not in Dixa, first look"


@pytest.mark.parametrize("foreign", [{"agent_id": AGENTS[2].id}, {"rating_type": RatingType.NPS}])
def test_an_offer_of_another_agent_or_type_is_not_taken_for_ours(
    workshop, conversation, lost, foreign
):
    another_offer(workshop, conversation, **foreign)

    survey = workshop.later(lost)

    assert survey.reason == "not in Dixa, first look"


def test_a_lost_offer_of_a_reopened_conversation_is_not_sent_again(
    workshop, dixa, conversation, lost
):
    workshop.reopen(conversation)
    workshop.later(lost)

    survey = workshop.later(lost)

    assert (survey.state, survey.reason) == (State.CANCELLED, "reopened")
    assert dixa.offers(conversation) == []


def test_a_fate_that_nobody_learned_in_time_ends_the_survey(workshop, dixa, redis, lost):
    redis.hset(keys.survey(lost.id), "expires_at", 1)

    survey = workshop.later(lost)

    assert survey.state is State.EXPIRED


def test_where_open_offers_are_not_listed_a_lost_one_is_parked_and_not_made_twice(
    workshop, dixa, conversation
):
    unlist(dixa)
    witness = workshop.ask(a_conversation())
    workshop.redis.hset(keys.survey(witness.id), "offered_at", 1)
    dixa.faults.on("offer", faults.reply_lost(committed=True), times=1)
    unknown = workshop.ask(conversation)

    workshop.later(unknown)
    survey = workshop.later(unknown)

    assert survey.state is State.PARKED
    assert survey.reason == "Dixa lists no open offers, so nobody can tell whether it was made"
    assert len(dixa.offers(conversation)) == 1


def test_where_they_are_listed_the_witness_lets_it_be_sent_again(workshop, dixa, conversation):
    witness = workshop.ask(a_conversation())
    workshop.redis.hset(keys.survey(witness.id), "offered_at", 1)
    dixa.faults.on("offer", faults.reply_lost(committed=False), times=1)
    unknown = workshop.ask(conversation)

    workshop.later(unknown)
    survey = workshop.later(unknown)

    assert survey.state is State.INVITED
    *_, asked_witness, _before_the_offer = dixa.calls("ratings")
    assert asked_witness.conversation == int(witness.closing.conversation)


def test_an_answered_survey_or_a_conversation_that_is_gone_bears_no_witness(
    workshop, dixa, conversation
):
    unlist(dixa)
    answered, gone = workshop.ask(a_conversation()), workshop.ask(a_conversation())
    workshop.answer(answered, 5)
    workshop.redis.hset(keys.survey(gone.id), "offered_at", 1)
    dixa.faults.on("offer", faults.reply_lost(committed=False), times=1)
    unknown = workshop.ask(conversation)
    workshop.later(unknown)
    dixa.faults.on("ratings", NO_FAULT, times=1)
    dixa.faults.on("ratings", faults.refusal(404, "Gone"), times=1)

    survey = workshop.later(unknown)

    assert survey.state is State.INVITED


def test_a_witness_that_cannot_be_read_leaves_the_fate_unknown(workshop, dixa, lost):
    witness = workshop.ask(a_conversation())
    workshop.redis.hset(keys.survey(witness.id), "offered_at", 1)
    workshop.later(lost)
    dixa.faults.on("ratings", NO_FAULT, times=1)
    dixa.faults.on("ratings", faults.server_error(500, committed=False), times=1)

    survey = workshop.later(lost)

    assert survey.state is State.OFFER_UNKNOWN
    assert len(posts(dixa, lost)) == 1


def test_where_a_second_offer_is_refused_the_first_is_not_lost_sight_of(
    workshop, dixa, conversation
):
    dixa.behaviour = replace(dixa.behaviour, second_offer="refused")
    dixa.faults.on("offer", faults.reply_lost(committed=True), times=1)

    survey = workshop.later(workshop.ask(conversation))

    assert survey.state is State.INVITED


def test_a_second_offer_that_is_refused_is_parked(workshop, dixa, conversation):
    dixa.behaviour = replace(dixa.behaviour, second_offer="refused")
    unlist(dixa)
    dixa.faults.on("offer", faults.reply_lost(committed=True), times=1)
    unknown = workshop.ask(conversation)
    workshop.later(unknown)

    survey = workshop.later(unknown)

    assert survey.state is State.PARKED
    assert len(dixa.offers(conversation)) == 1


def another_offer(workshop, conversation, **changes):
    """Somebody offers, with our token, what we did not offer ourselves."""
    wanted = {"agent_id": conversation.assignee.id, "rating_type": RatingType.CSAT} | changes
    return workshop.tools.dixa.create_rating_offer(
        str(conversation.csid),
        user_id=conversation.requester.id,
        offered_at=datetime.now(UTC),
        before_sending=lambda: None,
        **wanted,
    )


def unlist(dixa):
    dixa.behaviour = replace(dixa.behaviour, unanswered_offers_listed=False)


def posts(dixa, survey):
    csid = int(survey.closing.conversation)
    return [call for call in dixa.calls("offer") if call.conversation == csid]
