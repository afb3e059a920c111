"""What every job relies on: one worker at a time, and nothing lost when it fails."""

from threading import Thread

import pytest
from rq.timeouts import JobTimeoutException

from service.lifecycle import keys
from service.lifecycle.states import State
from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import faults
from workers import tools
from workers.jobs.decide import decide
from workers.take_up import take_up, wait_seconds
from workers.tools import install, installed


@pytest.fixture
def survey(workshop):
    return workshop.close(a_conversation())


def claim(workshop, survey):
    return workshop.tools.leases.claim(survey.id, frozenset({State.RECEIVED}))


def lapse(workshop, survey):
    """As if the lease's time had passed."""
    workshop.redis.hset(keys.survey(survey.id), "lease_until", 1)


def test_a_survey_in_another_workers_hands_is_left_to_it(workshop, survey):
    claim(workshop, survey)

    workshop.work()

    assert workshop.survey(survey).state is State.RECEIVED


def test_what_a_dead_worker_held_is_carried_on_when_its_lease_ends(workshop, survey):
    claim(workshop, survey)
    lapse(workshop, survey)

    workshop.work()

    assert workshop.survey(survey).state is State.INVITED


def test_three_workers_dead_over_a_survey_park_it(workshop, survey, dixa):
    for _ in range(3):
        claim(workshop, survey)
        lapse(workshop, survey)

    workshop.work()

    survey = workshop.survey(survey)
    assert (survey.state, survey.reason) == (State.PARKED, "poison: workers died over it")
    assert dixa.calls() == []


def test_deaths_that_lie_days_apart_do_not_park_it(workshop, survey):
    for _ in range(3):
        claim(workshop, survey)
        lapse(workshop, survey)
        workshop.redis.hincrby(keys.survey(survey.id), "first_death_at", -73 * 3_600_000)

    workshop.work()

    assert workshop.survey(survey).state is State.INVITED


def test_a_job_that_took_too_long_is_put_off_and_is_no_death(workshop, survey):
    def takes_too_long(borrowed):
        raise JobTimeoutException("Task exceeded maximum timeout value (45 seconds)")

    take_up(survey.id, frozenset({State.RECEIVED}), takes_too_long)

    put_off = workshop.survey(survey)
    assert (put_off.state, put_off.attempts) == (State.RECEIVED, 1)
    assert not workshop.redis.hexists(keys.survey(survey.id), "lease_owner")


def test_a_hint_for_a_survey_that_is_gone_does_nothing(workshop):
    decide("no such survey")

    assert workshop.redis.keys("rs:survey:*") == []


def test_reopened_while_a_worker_is_about_to_offer_nobody_is_asked(workshop, dixa):
    conversation = a_conversation()
    survey = workshop.close(conversation)
    working = Thread(target=workshop.work)

    with dixa._reception.lock:  # Dixa has the question, and takes its time
        working.start()
        dixa.wait_until(lambda: dixa.calls("conversation"))
        workshop.reopen(conversation)
    working.join()

    assert workshop.survey(survey).state is State.CANCELLED
    assert dixa.calls("offer") == []


def test_waiting_grows_to_ten_minutes_and_never_further():
    waits = [wait_seconds(attempts) for attempts in (0, 3, 7, 100)]

    assert 4 <= waits[0] <= 6
    assert 32 <= waits[1] <= 48
    assert all(480 <= wait <= 720 for wait in waits[2:])


def test_behind_a_shut_gate_what_waits_comes_back_spread_out(workshop, dixa):
    surveys = [workshop.close(a_conversation()) for _ in range(20)]
    dixa.faults.on("conversation", faults.too_many_requests("30"), times=1)

    workshop.work()

    dues = [workshop.due_in(each) for each in surveys]
    assert max(dues) - min(dues) > 1
    assert all(28 < due < 41 for due in dues)
    assert {workshop.survey(each).attempts for each in surveys} == {0}
    assert len(dixa.calls()) == 1


def test_without_tools_a_job_says_how_workers_are_started(workshop):
    kept = installed()
    tools._installed.clear()
    try:
        with pytest.raises(RuntimeError, match="rating-survey worker"):
            installed()
    finally:
        install(kept)
