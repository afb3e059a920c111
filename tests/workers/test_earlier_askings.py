"""A conversation that closes, opens and closes again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.lifecycle import keys
from service.lifecycle.states import State
from service.sandbox.conversations import AGENTS, a_conversation
from service.sandbox.played_dixa import faults
from workers.tools import installed

NO_COOLDOWN = timedelta(0)


@pytest.fixture
def conversation():
    return a_conversation()


@pytest.fixture
def workshop(open_workshop):
    return open_workshop(cooldown=NO_COOLDOWN)


def closed_again(workshop, conversation):
    workshop.reopen(conversation)
    return workshop.ask(conversation)


def test_within_the_cool_down_the_customer_is_left_alone_and_the_link_stays_good(
    open_workshop, conversation, dixa
):
    workshop = open_workshop(cooldown=timedelta(days=30))
    first = workshop.ask(conversation)

    second = closed_again(workshop, conversation)

    assert (second.state, second.reason) == (State.SUPPRESSED, "cool-down")
    assert workshop.answer(first, 5).state is State.SUBMITTED
    assert len(dixa.offers(conversation)) == 1


def test_after_the_cool_down_the_next_cycle_takes_the_open_offer_over(workshop, conversation, dixa):
    first = workshop.ask(conversation)

    second = closed_again(workshop, conversation)

    assert (second.state, second.cycle, second.offer_id) == (State.INVITED, 2, first.offer_id)
    assert len(dixa.calls("offer")) == 1


def test_the_earlier_survey_is_superseded_and_leads_to_the_current_one(workshop, conversation):
    first = workshop.ask(conversation)

    second = closed_again(workshop, conversation)

    first = workshop.survey(first)
    assert (first.state, first.successor) == (State.SUPERSEDED, second.id)
    found = workshop.answers.find(workshop.tools.links.token(first.id))
    assert found is not None
    assert found.successor == second.id


def test_an_answer_to_an_offer_taken_over_reaches_dixa_once(workshop, conversation, dixa):
    workshop.ask(conversation)
    second = closed_again(workshop, conversation)

    workshop.answer(second, 2)

    [submission] = dixa.submissions(conversation)
    assert submission.body["ratingResult"] == {"_type": "Csat", "value": 2}


def test_an_offer_for_another_agent_is_not_taken_over(workshop, conversation, dixa):
    first = workshop.ask(conversation)

    second = closed_again(workshop, conversation.assigned_to(AGENTS[2]))

    assert second.state is State.INVITED
    assert second.offer_id != first.offer_id
    assert [call.body["agentId"] for call in dixa.offers(conversation)] == [
        AGENTS[0].id,
        AGENTS[2].id,
    ]


def test_an_offer_whose_link_reached_nobody_is_taken_over(workshop, conversation, dixa, mailbox):
    dixa.faults.on("message", faults.refusal(400, "Unsupported ConversationChannel"), times=1)
    mailbox.refuse(conversation.requester.email, "550 5.1.1 No such user")
    first = workshop.ask(conversation)
    mailbox.accept(conversation.requester.email)

    second = closed_again(workshop, conversation)

    assert first.state is State.PARKED
    assert workshop.survey(first).state is State.SUPERSEDED
    assert (second.state, second.offer_id) == (State.INVITED, first.offer_id)


def test_an_answered_survey_is_never_touched(workshop, conversation, dixa):
    first = workshop.answer(workshop.ask(conversation), 5)

    second = closed_again(workshop, conversation)

    assert workshop.survey(first) == first
    assert second.state is State.INVITED
    assert second.offer_id != first.offer_id


def test_an_answer_that_comes_in_just_before_the_offer_is_taken_over_wins(
    workshop, conversation, dixa
):
    first = workshop.ask(conversation)
    workshop.reopen(conversation)
    second = workshop.close(conversation)
    workshop.redis.hset(keys.survey(first.id), mapping={"answered_at": 1, "nonce": "n"})

    workshop.work()

    assert workshop.survey(second).offer_id != first.offer_id
    assert workshop.survey(first).state is State.INVITED


def test_nothing_is_offered_while_an_earlier_offer_is_unknown(workshop, conversation, dixa):
    dixa.faults.on("offer", faults.reply_lost(committed=True), times=1)
    first = workshop.ask(conversation)
    second = closed_again(workshop, conversation)

    waiting = workshop.look(second)
    workshop.later(first)
    second = workshop.look(second)

    assert waiting.reason == "an earlier asking is not settled"
    assert (second.state, len(dixa.offers(conversation))) == (State.INVITED, 1)


def test_a_lost_offer_is_found_again_although_an_earlier_one_is_known(workshop, conversation, dixa):
    first = workshop.ask(conversation)
    dixa.faults.on("offer", faults.reply_lost(committed=True), times=1)
    unknown = closed_again(workshop, conversation.assigned_to(AGENTS[1]))

    second = workshop.later(unknown)

    assert unknown.state is State.OFFER_UNKNOWN
    assert second.state is State.INVITED
    assert {first.offer_id, second.offer_id} == {row["id"] for row in dixa.ratings(conversation)}


def test_reopened_before_the_offer_nobody_is_asked(open_workshop, conversation, dixa):
    workshop = open_workshop(delay=timedelta(days=1))
    survey = workshop.ask(conversation)

    workshop.reopen(conversation)

    assert workshop.look(survey).state is State.CANCELLED
    assert dixa.calls() == []


def test_a_closing_that_names_the_agent_while_the_earlier_is_being_decided_is_not_missed(
    workshop, conversation
):
    survey = workshop.close(conversation.assigned_to(None))
    lease = workshop.tools.leases.claim(survey.id, frozenset({State.RECEIVED}))
    workshop.close(conversation)

    survey = workshop.look(survey)

    assert lease.survey.closing.agent is None
    assert survey.state is State.INVITED


def test_where_open_offers_are_not_listed_the_next_cycle_still_takes_ours_over(
    workshop, conversation, dixa
):
    dixa.behaviour = replace(dixa.behaviour, unanswered_offers_listed=False)
    workshop.ask(conversation)

    second = closed_again(workshop, conversation)

    assert (second.state, len(dixa.offers(conversation))) == (State.INVITED, 1)


def test_an_answer_that_comes_in_while_the_offer_is_taken_over_is_no_workers_death(
    workshop, conversation, dixa, monkeypatch
):
    first = workshop.ask(conversation)
    get_standing = installed().dixa.get_standing

    def answered_meanwhile(csid):
        workshop.answers.record(first.id, nonce="n", rating=5, comment=None)
        return get_standing(csid)

    monkeypatch.setattr(installed().dixa, "get_standing", answered_meanwhile)

    second = closed_again(workshop, conversation)

    assert workshop.survey(first).state is State.SUBMITTED
    assert (second.state, len(dixa.offers(conversation))) == (State.INVITED, 2)
    assert second.offer_id != first.offer_id
    assert "the open offer has just been settled" in workshop.reasons(second)
    assert workshop.redis.hget(keys.survey(second.id), "deaths") is None
