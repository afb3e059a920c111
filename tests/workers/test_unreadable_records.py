"""A record that can't be read stops nobody else's survey."""

from datetime import timedelta

import pytest

from service.lifecycle import keys
from service.lifecycle.parking import Parking
from service.lifecycle.states import State
from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import faults
from workers.sweep import Sweep


@pytest.fixture
def sweep(workshop):
    return Sweep(workshop.tools, name="worker-1")


def break_closing(workshop, survey):
    workshop.redis.hset(keys.survey(survey.id), "closing", "{broken")


def stored(workshop, survey):
    return workshop.redis.hgetall(keys.survey(survey.id))


def everything_is_due(workshop):
    for survey_id in workshop.redis.zrange(keys.DUE, 0, -1):
        workshop.redis.zadd(keys.DUE, {survey_id: 1})
        workshop.redis.hdel(keys.survey(survey_id), "not_before")


@pytest.mark.parametrize(
    "broken",
    [
        {"closing": "{broken"},
        {"closing": "[]"},
        {"closing": '{"organization": "org"}'},
        {"closing": ""},
        {"attempts": "many"},
        {"rating_type": "Stars"},
    ],
)
def test_a_survey_whose_record_can_not_be_read_is_parked_and_no_other(workshop, broken):
    survey, other = workshop.close(a_conversation()), workshop.close(a_conversation())
    workshop.redis.hset(keys.survey(survey.id), mapping=broken)

    workshop.work()

    [parked] = Parking(workshop.redis, hint=workshop.tools.hints.add).parked()
    assert (parked.survey_id, parked.came_from) == (survey.id, "received")
    assert parked.reason.startswith(f"its record can't be read ({survey.id}, ")
    assert workshop.survey(other).state is State.INVITED


def test_what_was_parked_for_it_is_looked_at_once_a_day(workshop, sweep):
    break_closing(workshop, survey := workshop.close(a_conversation()))
    workshop.work()
    everything_is_due(workshop)

    sweep.once()
    workshop.work()

    assert 86_000 < workshop.due_in(survey) <= 86_400
    assert len(workshop.reasons(survey)) == 2  # received, parked


def test_a_newer_version_takes_it_up_again(workshop):
    survey = workshop.close(a_conversation())
    whole = stored(workshop, survey)["closing"]
    break_closing(workshop, survey)
    workshop.work()
    workshop.redis.hset(keys.survey(survey.id), "closing", whole)

    Parking(workshop.redis, hint=workshop.tools.hints.add).retry(survey.id)
    workshop.work()

    assert workshop.survey(survey).state is State.INVITED


def test_nobody_is_asked_while_an_earlier_asking_can_not_be_read(open_workshop, dixa):
    workshop = open_workshop(cooldown=timedelta(0))
    conversation = a_conversation()
    first = workshop.ask(conversation)
    workshop.reopen(conversation)
    second = workshop.close(conversation)
    break_closing(workshop, first)

    workshop.work()

    survey = workshop.redis.hmget(keys.survey(second.id), "state", "reason")
    assert survey == ["parked", f"its record can't be read ({first.id}, JSONDecodeError)"]
    assert len(dixa.offers(conversation)) == 1


def test_a_lost_offer_is_found_out_about_whoever_else_can_not_be_read(workshop, dixa):
    break_closing(workshop, workshop.ask(a_conversation()))
    dixa.faults.on("offer", faults.reply_lost(committed=False), times=1)
    survey = workshop.ask(a_conversation())

    for _ in range(3):
        survey = workshop.later(survey)

    assert survey.state is State.INVITED


def test_a_state_of_a_newer_version_is_left_as_it_is_and_stops_nothing(workshop, sweep):
    newer, other = workshop.close(a_conversation()), workshop.close(a_conversation())
    workshop.work()
    workshop.redis.hset(keys.survey(newer.id), "state", "pondering")
    workshop.answers.record(other.id, nonce="n", rating=4, comment=None)
    everything_is_due(workshop)
    before = stored(workshop, newer)

    sweep.once()
    workshop.work()

    assert stored(workshop, newer) == before
    assert workshop.redis.zscore(keys.DUE, newer.id)
    assert workshop.survey(other).state is State.SUBMITTED


def test_what_can_not_be_read_keeps_no_other_from_being_redacted(workshop):
    broken, other = (workshop.answer(workshop.ask(a_conversation()), 4, "Hm") for _ in range(2))
    break_closing(workshop, broken)

    workshop.tools.schedule.redact_ended(timedelta(0), 100)
    again = workshop.tools.schedule.redact_ended(timedelta(0), 100)

    assert workshop.survey(other).comment is None
    assert again == 0  # it is looked at again tomorrow
    assert workshop.redis.zscore(keys.ENDED, broken.id)
