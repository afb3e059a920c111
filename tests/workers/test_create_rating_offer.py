"""Whether an offer is made, and what Dixa's plain answers to it mean."""

import pytest

from service.lifecycle import keys
from service.lifecycle.other_askers import OtherAskers
from service.lifecycle.states import State
from service.sandbox.conversations import AGENTS, a_conversation
from service.sandbox.played_dixa import faults


def endpoints(dixa):
    return [call.endpoint for call in dixa.calls()]


def test_what_dixa_knows_is_read_before_anything_is_offered(workshop, dixa):
    workshop.ask(a_conversation())

    assert endpoints(dixa) == ["conversation", "ratings", "offer"]


@pytest.mark.parametrize("status", ["Scheduled", "Offered", "Rated"])
def test_a_customer_whom_dixa_asks_already_is_not_asked_again(workshop, dixa, status):
    conversation = dixa.add(a_conversation())
    dixa.survey_natively(conversation, "Csat", "Nps", status=status)

    survey = workshop.ask(conversation)

    assert (survey.state, survey.reason) == (State.SUPPRESSED, "already asked")
    assert dixa.calls("offer") == []


def test_conversations_that_others_asked_about_are_counted_each_once_for_some_days(
    workshop, dixa, redis
):
    conversations = [dixa.add(a_conversation()) for _ in range(2)]
    others = OtherAskers(redis)
    for conversation in conversations:
        dixa.survey_natively(conversation, "Csat")
        workshop.ask(conversation)
        workshop.reopen(conversation)
        workshop.ask(conversation)
    found = others.count()

    eight_days = 8 * 24 * 3600
    first = redis.zrange(keys.ASKED_BY_OTHERS, 0, 0)[0]
    redis.zincrby(keys.ASKED_BY_OTHERS, -eight_days, first)

    assert (found, others.count()) == (2, 1)


@pytest.mark.parametrize("status", ["Unscheduled", "Cancelled"])
def test_a_survey_of_dixas_own_that_asks_nobody_is_no_obstacle(workshop, dixa, status):
    conversation = dixa.add(a_conversation())
    dixa.survey_natively(conversation, "Csat", status=status, score=3)

    survey = workshop.ask(conversation)

    assert survey.state is State.INVITED


def test_the_agent_is_the_one_of_the_closing_whoever_has_the_conversation_later(workshop, dixa):
    conversation = a_conversation(agent=AGENTS[0])
    workshop.close(conversation)
    dixa.close(conversation.assigned_to(AGENTS[2]))

    workshop.work()

    [offer] = dixa.offers(conversation)
    assert offer.body["agentId"] == AGENTS[0].id


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 422])
def test_a_refused_offer_is_parked_for_a_person_and_not_sent_again(workshop, dixa, status):
    dixa.faults.on("offer", faults.refusal(status, "Not like this"))

    survey = workshop.ask(a_conversation())

    assert survey.state is State.PARKED
    assert survey.reason == f"Dixa refuses: {status} Not like this"
    assert workshop.later(survey).state is State.PARKED
    assert len(dixa.calls("offer")) == 1


def test_a_conversation_whose_ratings_may_not_be_read_is_parked(workshop, dixa):
    dixa.faults.on("ratings", faults.refusal(404, "No such conversation"))

    survey = workshop.ask(a_conversation())

    assert (survey.state, survey.parked_from) == (State.PARKED, State.SCHEDULED)
    assert dixa.calls("offer") == []


def test_with_the_token_revoked_everything_waits_and_no_attempt_is_counted(workshop, dixa, redis):
    conversation = a_conversation()
    survey = workshop.close(conversation)
    dixa.revoke_token()
    workshop.work()
    waiting = workshop.survey(survey)
    dixa.restore_token()
    redis.hset("rs:gate", "probe_at", 0)

    survey = workshop.look(survey)

    assert (waiting.state, waiting.attempts) == (State.SCHEDULED, 0)
    assert waiting.reason == "Dixa refuses the token"
    assert survey.state is State.INVITED
    assert len(dixa.offers(conversation)) == 1


@pytest.mark.parametrize(
    "fault", [faults.refusal(401, "Unauthorized"), faults.too_many_requests("3")]
)
def test_an_offer_turned_away_at_the_door_was_not_made(workshop, dixa, redis, fault):
    dixa.faults.on("offer", fault, times=1)
    conversation = a_conversation()

    survey = workshop.ask(conversation)

    assert (survey.state, survey.offer_sent_at, survey.attempts) == (State.OFFERING, None, 0)
    redis.hset("rs:gate", "probe_at", 0)
    assert workshop.look(survey).state is State.INVITED
    assert len(dixa.offers(conversation)) == 1


def test_an_offer_whose_connection_was_refused_was_not_made(workshop, dixa):
    conversation = a_conversation()
    survey = workshop.close(conversation)
    dixa.faults.on("offer", faults.too_many_requests(), times=1)
    workshop.work()
    workshop.redis.delete("rs:gate")

    with dixa.refusing():
        waiting = workshop.look(survey)

    assert (waiting.state, waiting.offer_sent_at, waiting.attempts) == (State.OFFERING, None, 1)
    assert "could not be reached" in waiting.reason
    assert 3 < workshop.due_in(survey) < 7
    assert workshop.look(survey).state is State.INVITED


def test_each_failure_is_waited_for_longer_up_to_ten_minutes(workshop, dixa):
    survey = workshop.close(a_conversation())
    waits = []

    with dixa.refusing():
        for _ in range(10):
            workshop.redis.delete("rs:gate")
            workshop.look(survey)
            waits.append(workshop.due_in(survey))

    assert waits[0] < 10 < waits[2] < 30 < waits[4] < 120
    assert 450 < waits[-1] < 750


def test_waiting_for_days_says_why_only_once(workshop, dixa, redis):
    survey = workshop.close(a_conversation())
    redis.hset("rs:gate", mapping={"cause": "Dixa is failing", "probe_at": 9_999_999_999_999})

    for _ in range(5):
        workshop.look(survey)

    assert redis.llen(keys.ledger(survey.id)) == 3  # received, scheduled, and why it waits


def test_an_offer_that_could_not_be_made_in_time_is_not_made_any_more(workshop, dixa, redis):
    survey = workshop.close(a_conversation())
    dixa.faults.on("ratings", faults.server_error(500, committed=False))
    workshop.work()
    redis.hset(keys.survey(survey.id), "expires_at", 1)

    survey = workshop.look(survey)

    assert survey.state is State.EXPIRED
    assert dixa.calls("offer") == []
