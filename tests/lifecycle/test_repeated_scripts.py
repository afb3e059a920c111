"""Each script of the folder, run once more at once because its reply was lost.

The model does so on random ways; here the way leads past every script there is.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from lifecycle_cases import AGNES, a_closing
from repeated_scripts import REPEATABLE, RepeatedScripts

from service.lifecycle.customers import Customers
from service.lifecycle.leases import Lease
from service.lifecycle.links import lookup_key
from service.lifecycle.parking import Parking
from service.lifecycle.repairs import Repairs
from service.lifecycle.schedule import Schedule
from service.lifecycle.states import State


@pytest.fixture
def scripts():
    scripts = RepeatedScripts(at_once=True)
    scripts.begin()
    yield scripts
    scripts.end()


def test_every_script_there_is_changes_nothing_when_it_is_run_once_more(record, scripts):
    record.intake.closed(a_closing())
    survey_id = record.only().id

    is_asked(record, survey_id)
    answers_and_thinks_better_of_it(record, survey_id)
    is_submitted_twice(record, survey_id)
    is_parked_let_go_and_given_up(record, survey_id)
    is_remembered(record, survey_id)

    assert scripts.repeated == REPEATABLE


def test_an_abandonment_heard_late_changes_the_reason_once(record, scripts):
    record.intake.closed(a_closing(agent=None))
    record.suppress(record.only().id, "no agent")

    for _ in range(2):
        record.intake.closed(replace(a_closing("event-2", at=2000, agent=None), is_abandoned=True))

    survey = record.only()
    assert (survey.state, survey.reason) == (State.SUPPRESSED, "abandoned")
    assert scripts.repeated >= {"receive"}


def is_asked(record, survey_id):
    record.schedule(survey_id)
    lease = record.leases.begin_offer(record.claim(survey_id, State.SCHEDULED), {})
    assert isinstance(lease, Lease)
    record.leases.offered(lease, "offer-1", link=lookup_key(record.links.token(survey_id)))


def answers_and_thinks_better_of_it(record, survey_id):
    record.answers.record(survey_id, nonce="a", rating=1, comment=None)
    record.answers.change(survey_id, nonce="b", version=1, rating=2, comment=None)
    record.answers.disown(survey_id, nonce="c", version=2)
    record.answers.record(survey_id, nonce="d", version=3, rating=5, comment="Thank you")


def is_submitted_twice(record, survey_id):
    record.leases.release(record.claim(survey_id, State.ANSWERED), State.SUBMITTED)
    assert Repairs(record.redis, hint=lambda *_: None).resubmit(survey_id)


def is_parked_let_go_and_given_up(record, survey_id):
    parking = Parking(record.redis, hint=lambda *_: None)
    record.leases.release(record.claim(survey_id, State.SUBMITTING), State.PARKED)
    parking.retry(survey_id)
    record.leases.release(record.claim(survey_id, State.SUBMITTING), State.PARKED)
    parking.drop(survey_id)


def is_remembered(record, survey_id):
    Repairs(record.redis, hint=lambda *_: None).know_stray(survey_id, "offer-2")
    Customers(record.redis).opt_out("org", AGNES.id)
    assert Schedule(record.redis, ahead_seconds=60).redact_ended(timedelta(0), 10) == 1
