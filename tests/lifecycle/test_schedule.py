from datetime import timedelta

import pytest
from lifecycle_cases import a_closing, everything_stored

from service.lifecycle import keys
from service.lifecycle.reading import read_survey
from service.lifecycle.repairs import Repairs
from service.lifecycle.schedule import Schedule
from service.lifecycle.states import State


@pytest.fixture
def schedule(redis):
    return Schedule(redis, ahead_seconds=60)


def test_what_is_due_is_taken_by_one_sweep_only(record, schedule):
    record.intake.closed(a_closing())
    survey = record.only()
    record.redis.zadd(keys.DUE, {survey.id: 1})

    taken = [schedule.take_due(10), schedule.take_due(10)]

    assert taken == [[(survey.id, State.RECEIVED)], []]


def test_an_answer_is_taken_before_everything_that_has_been_due_for_longer(
    record, schedule, invited
):
    record.answers.record(invited.id, nonce="n", rating=4, comment=None, is_held=True)
    for number in range(3):
        record.redis.hset(keys.survey(f"overdue-{number}"), "state", "scheduled")
        record.redis.zadd(keys.DUE, {f"overdue-{number}": number})
    for each in (keys.DUE, keys.DUE_ANSWERS):
        record.redis.zadd(each, {invited.id: 10}, xx=True)

    taken = [survey_id for survey_id, _ in schedule.take_due(2)]

    assert taken == [invited.id, "overdue-0"]
    assert record.redis.zscore(keys.DUE_ANSWERS, invited.id) > 60_000


def test_an_answer_that_an_earlier_version_has_submitted_is_not_taken_again(
    record, schedule, invited
):
    record.answers.record(invited.id, nonce="n", rating=4, comment=None)
    lease = record.claim(invited.id, State.ANSWERED)
    record.leases.release(lease, State.SUBMITTED)
    record.redis.zadd(keys.DUE_ANSWERS, {invited.id: 1})  # that version does not know this list

    assert schedule.take_due(10) == []
    assert not record.redis.exists(keys.DUE_ANSWERS)
    assert record.redis.zscore(keys.DUE, invited.id) is None


def test_what_was_taken_comes_up_again(record, schedule):
    record.intake.closed(a_closing())
    survey = record.only()
    record.redis.zadd(keys.DUE, {survey.id: 1})

    schedule.take_due(10)

    assert record.redis.zscore(keys.DUE, survey.id) > 60_000


def test_what_is_not_due_is_left(record, schedule):
    record.intake.closed(a_closing())

    assert schedule.take_due(10) == []


def test_a_survey_that_is_gone_leaves_the_schedule(record, schedule):
    record.redis.zadd(keys.DUE, {"gone": 1})

    assert schedule.take_due(10) == []
    assert record.redis.zscore(keys.DUE, "gone") is None


def test_a_state_of_a_newer_version_keeps_nothing_else_from_being_taken(record, schedule):
    record.intake.closed(a_closing())
    survey = record.only()
    record.redis.hset(keys.survey("newer"), "state", "reconsidered")
    record.redis.zadd(keys.DUE, {"newer": 1, survey.id: 2})

    assert schedule.take_due(10) == [(survey.id, State.RECEIVED)]


def test_after_the_retention_names_addresses_and_comments_are_gone(record, schedule, invited):
    record.answers.record(invited.id, nonce="n", rating=0, comment="My name is Ada")
    lease = record.claim(invited.id, State.ANSWERED)
    record.leases.release(lease, State.SUBMITTED)

    redacted = schedule.redact_ended(timedelta(0), 10)

    survey = read_survey(record.redis, invited.id)
    assert redacted == 1
    assert survey is not None
    assert (survey.rating, survey.comment, survey.closing.customer.email) == (0, None, None)
    assert "ada@example.com" not in everything_stored(record.redis)
    assert "+4512345678" not in everything_stored(record.redis)
    assert "My name" not in everything_stored(record.redis)


def test_names_that_a_late_closing_brings_after_that_are_removed_as_well(record, schedule, invited):
    record.answers.record(invited.id, nonce="n", rating=0, comment=None)
    record.leases.release(record.claim(invited.id, State.ANSWERED), State.SUBMITTED)
    schedule.redact_ended(timedelta(0), 10)

    record.intake.closed(a_closing("late", at=2000))

    assert "ada@example.com" in everything_stored(record.redis)
    assert schedule.redact_ended(timedelta(0), 10) == 1
    assert "ada@example.com" not in everything_stored(record.redis)


def test_before_the_retention_nothing_is_removed(record, schedule, invited):
    record.answers.record(invited.id, nonce="n", rating=0, comment="My name is Ada")
    record.leases.release(record.claim(invited.id, State.ANSWERED), State.SUBMITTED)

    assert schedule.redact_ended(timedelta(days=90), 10) == 0
    assert record.only().comment == "My name is Ada"


def test_what_is_submitted_once_more_meanwhile_keeps_its_comment(
    record, schedule, invited, monkeypatch
):
    record.answers.record(invited.id, nonce="n", rating=0, comment="Thank you")
    record.leases.release(record.claim(invited.id, State.ANSWERED), State.SUBMITTED)
    repairs = Repairs(record.redis, hint=lambda *_: None)

    def read_and_be_overtaken(redis, survey_id):
        found = read_survey(redis, survey_id)
        repairs.resubmit(survey_id)
        return found

    monkeypatch.setattr("service.lifecycle.schedule.read_survey", read_and_be_overtaken)
    schedule.redact_ended(timedelta(0), 10)

    kept = record.only()
    assert (kept.state, kept.comment) == (State.SUBMITTING, "Thank you")


def test_what_is_due_last_is_told_the_very_last_first(redis, schedule):
    redis.zadd(keys.DUE, {"soon": 1, "later": 2, "last": 3})

    assert schedule.due_last(2) == ["last", "later"]
