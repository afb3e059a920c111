"""What a person may do about a survey that waits for one."""

import pytest
from lifecycle_cases import AGNES, a_closing, a_reopening
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from service.hints import JOBS, QUEUE
from service.lifecycle import keys
from service.lifecycle.answers import AnswerOutcome
from service.lifecycle.parking import NotParked, Parking
from service.lifecycle.reading import read_ledger, read_survey
from service.lifecycle.states import State

ALL = frozenset(State)


@pytest.fixture
def parking(record):
    return Parking(record.redis, hint=record.hints.add)


@pytest.fixture
def park(record, invited):
    """A function that parks the invited survey and returns its id."""

    def park_(reason="why", **fields):
        record.redis.hdel(keys.survey(invited.id), "not_before")
        lease = record.leases.claim(invited.id, ALL)
        record.leases.release(lease, State.PARKED, reason=reason, fields=fields)
        return invited.id

    return park_


def test_what_waits_for_a_person_is_listed_with_where_and_why_it_stopped(parking, park):
    survey_id = park("Dixa refuses: 400")

    [parked] = parking.parked()

    assert (parked.survey_id, parked.conversation) == (survey_id, "77")
    assert (parked.came_from, parked.reason) == ("invited", "Dixa refuses: 400")


def test_a_retried_survey_goes_on_from_where_it_stopped_with_a_clean_slate(parking, park, record):
    survey_id = park(attempts=7, deaths=2, delivery_step=1)

    parking.retry(survey_id)

    survey = read_survey(record.redis, survey_id)
    assert (survey.state, survey.attempts, survey.delivery_step) == (State.INVITED, 0, 0)
    assert record.redis.hget(keys.survey(survey_id), "deaths") is None
    assert parking.parked() == []


def test_a_retried_survey_is_looked_at_at_once(parking, park, record, redis_url):
    survey_id = park()
    record.redis.delete(f"rq:queue:{QUEUE}")

    parking.retry(survey_id)

    with Redis.from_url(redis_url) as connection:
        jobs = Queue(QUEUE, connection=connection, serializer=JSONSerializer).jobs
    # A script that the server does not know yet is sent again, and its hint with it.
    assert {(job.func_name, *job.args) for job in jobs} == {(JOBS[State.INVITED], survey_id)}
    assert record.claim(survey_id, State.INVITED)


def test_a_released_suspicion_is_remembered(parking, park, record):
    survey_id = park("suspected: answered within a second")

    parking.retry(survey_id)

    assert read_survey(record.redis, survey_id).released_at


def test_any_other_reason_is_not_taken_for_a_released_suspicion(parking, park, record):
    survey_id = park("Dixa refuses: suspected: 400")

    parking.retry(survey_id)

    assert read_survey(record.redis, survey_id).released_at is None


def test_a_dropped_survey_is_over_and_its_link_leads_nowhere(parking, park, record):
    survey_id = park()

    parking.drop(survey_id)

    survey = read_survey(record.redis, survey_id)
    assert (survey.state, survey.reason) == (State.SUPPRESSED, "dropped by hand")
    outcome = record.answers.record(survey_id, nonce="n", rating=4, comment=None)
    assert outcome is AnswerOutcome.NOT_FOUND
    assert parking.parked() == []


@pytest.mark.parametrize("act", [Parking.retry, Parking.drop])
def test_what_is_done_by_hand_stands_in_the_ledger(act, parking, park, record):
    survey_id = park()

    act(parking, survey_id)

    last = read_ledger(record.redis, survey_id)[-1]
    assert last.before == "parked"
    assert last.reason.endswith("by hand")


@pytest.mark.parametrize("act", [Parking.retry, Parking.drop])
def test_what_is_not_parked_is_left_alone(act, parking, invited, record):
    before = record.redis.hgetall(keys.survey(invited.id))

    with pytest.raises(NotParked, match=f"survey {invited.id} is not parked but invited"):
        act(parking, invited.id)

    assert record.redis.hgetall(keys.survey(invited.id)) == before


@pytest.mark.parametrize("act", [Parking.retry, Parking.drop])
def test_what_was_dropped_is_said_to_be(act, parking, park):
    survey_id = park()
    parking.drop(survey_id)

    with pytest.raises(NotParked, match=f"survey {survey_id} was dropped by hand already"):
        act(parking, survey_id)


@pytest.mark.parametrize("act", [Parking.retry, Parking.drop])
def test_what_is_not_there_is_unknown(act, parking, record):
    with pytest.raises(NotParked, match="nothing called nobody is parked"):
        act(parking, "nobody")

    assert not record.redis.exists(keys.survey("nobody"))


def test_a_worker_that_holds_a_parked_survey_loses_it_to_a_person(parking, park, record):
    survey_id = park()
    lease = record.claim(survey_id, State.PARKED)

    parking.retry(survey_id)

    assert int(record.claim(survey_id, State.INVITED).token) > int(lease.token)


def test_a_survey_that_its_customer_answers_is_parked_no_more(parking, park, record):
    survey_id = park()

    record.answers.record(survey_id, nonce="n", rating=4, comment=None)

    assert parking.parked() == []


def test_a_parked_survey_that_expires_is_listed_no_more(parking, park, record):
    survey_id = park()

    record.leases.release(record.claim(survey_id, State.PARKED), State.EXPIRED)

    assert parking.parked() == []


def test_a_survey_whose_data_is_broken_is_listed_all_the_same(parking, park, record):
    survey_id = park()
    record.redis.hset(keys.survey(survey_id), "closing", "{")

    assert [parked.conversation for parked in parking.parked()] == ["77"]


def test_retrying_a_survey_that_has_an_offer_under_way_keeps_what_was_noted(parking, record):
    record.intake.closed(a_closing())
    survey_id = record.only().id
    record.schedule(survey_id)
    lease = record.leases.keep(
        record.claim(survey_id, State.SCHEDULED), {"offer_sent_at": 5}, to=State.OFFERING
    )
    record.leases.release(lease, State.PARKED, reason="Dixa refuses")

    parking.retry(survey_id)

    survey = read_survey(record.redis, survey_id)
    assert (survey.state, survey.offer_sent_at) == (State.OFFERING, 5)


def park_undecided(record):
    record.intake.closed(a_closing(agent=None))
    survey_id = record.only().id
    record.leases.release(record.claim(survey_id, State.RECEIVED), State.PARKED, reason="why")
    return survey_id


def test_a_survey_parked_before_it_was_decided_is_decided_by_what_was_heard_meanwhile(
    parking, record
):
    survey_id = park_undecided(record)
    record.intake.closed(a_closing("event-2", at=2000))

    parking.retry(survey_id)

    assert (record.only().state, record.only().closing.agent) == (State.RECEIVED, AGNES)


def test_a_survey_parked_before_anybody_was_asked_is_called_off_when_opened_again(parking, record):
    survey_id = park_undecided(record)

    record.intake.reopened(a_reopening("event-2", at=2000))

    assert record.state(survey_id) is State.CANCELLED
    assert parking.parked() == []
