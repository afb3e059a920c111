"""Sequences that the model test came upon, each as a test of its own."""

from datetime import timedelta

import pytest
from lifecycle_cases import AGNES, a_closing, a_reopening

from service.lifecycle import keys
from service.lifecycle.answers import AnswerOutcome
from service.lifecycle.leases import LeaseLost
from service.lifecycle.reading import read_ledger
from service.lifecycle.schedule import Schedule
from service.lifecycle.scripts import Script
from service.lifecycle.states import State


@pytest.fixture
def survey_id(record):
    record.intake.closed(a_closing())
    return record.only().id


def test_a_copy_of_a_change_that_comes_after_the_next_change_is_refused(record, survey_id):
    lease, change = record.claim(survey_id, State.RECEIVED), Script("change")
    rest = (lease.token, "received", "received", "", 0, "keep", '{"attempts": 1}')
    change.run(record.redis, survey_id, "operation", *rest)
    record.redis.hset(keys.survey(survey_id), "operation", "the next one")

    answer = change.run(record.redis, survey_id, "operation", *rest)

    assert answer == ["refused"]


def test_a_worker_that_has_given_a_survey_back_may_not_change_it_any_more(record, survey_id):
    lease = record.claim(survey_id, State.RECEIVED)
    record.leases.release(lease, State.RECEIVED, reason="later")

    with pytest.raises(LeaseLost):
        record.leases.release(lease, State.SUPPRESSED, reason="no agent")

    assert record.state(survey_id) is State.RECEIVED


def test_a_better_closing_takes_an_undecided_survey_from_its_worker(record):
    record.intake.closed(a_closing("event-1", at=1000, agent=None))
    lease = record.claim(record.only().id, State.RECEIVED)
    record.intake.closed(a_closing("event-2", at=2000))

    with pytest.raises(LeaseLost):
        record.leases.release(lease, State.SUPPRESSED, reason="no agent")

    assert record.claim(record.only().id, State.RECEIVED).survey.closing.agent == AGNES


def test_removing_an_ended_surveys_names_leaves_the_next_one_its_closings(record):
    record.intake.closed(a_closing("event-1", at=1000))
    record.intake.reopened(a_reopening("event-2", at=2000))
    record.intake.closed(a_closing("event-3", at=4000))
    Schedule(record.redis, ahead_seconds=60).redact_ended(timedelta(0), 10)

    record.intake.closed(a_closing("event-4", at=3000))

    cancelled, received = record.surveys()
    assert cancelled.closing.customer.email is None
    assert received.closing.event_id == "event-3"


def test_a_parked_survey_is_lent_however_many_workers_have_died_over_it(record, survey_id):
    lease = record.claim(survey_id, State.RECEIVED)
    record.leases.release(lease, State.PARKED, reason="poison")
    lapsed = {"lease_owner": "dead", "lease_until": 1}
    deaths = {"deaths": 3, "first_death_at": lease.now}
    record.redis.hset(keys.survey(survey_id), mapping=lapsed | deaths)

    assert record.claim(survey_id, State.PARKED)


def test_an_answer_to_a_parked_survey_is_told_step_by_step(record, survey_id):
    record.offer(survey_id)
    lease = record.claim(survey_id, State.OFFERED)
    record.leases.release(lease, State.PARKED, reason="no way reached the customer")

    record.answers.record(survey_id, nonce="n", rating=5, comment=None)

    steps = [entry.after for entry in read_ledger(record.redis, survey_id)]
    assert steps[-3:] == ["parked", "offered", "answered"]


def test_a_form_that_is_sent_again_after_names_were_removed_is_the_same_answer(record, invited):
    record.answers.record(invited.id, nonce="n", rating=4, comment=None)
    record.leases.release(record.claim(invited.id, State.ANSWERED), State.SUBMITTED)
    Schedule(record.redis, ahead_seconds=60).redact_ended(timedelta(0), 10)

    again = record.answers.record(invited.id, nonce="n", rating=4, comment=None)

    assert again is AnswerOutcome.RECORDED
