import pytest
from lifecycle_cases import a_closing

from service.lifecycle import keys
from service.lifecycle.leases import NOW, LeaseLost, NotClaimed, Overtaken
from service.lifecycle.links import lookup_key
from service.lifecycle.reading import read_ledger, read_survey
from service.lifecycle.scripts import Script
from service.lifecycle.states import State

RECEIVED = frozenset({State.RECEIVED})


@pytest.fixture
def survey_id(record):
    record.intake.closed(a_closing())
    return record.only().id


def lapse(record, survey_id):
    """As if the lease's time had passed."""
    record.redis.hset(keys.survey(survey_id), "lease_until", 1)


def test_a_survey_is_lent_to_one_worker_at_a_time(record, survey_id):
    record.claim(survey_id, State.RECEIVED)

    second = record.leases.claim(survey_id, RECEIVED)

    assert second is NotClaimed.BUSY


def test_each_lease_has_a_larger_token(record, survey_id):
    first = record.claim(survey_id, State.RECEIVED)
    lapse(record, survey_id)

    second = record.claim(survey_id, State.RECEIVED)

    assert int(second.token) > int(first.token)


def test_a_lent_survey_comes_up_again_when_its_lease_ends(record, survey_id):
    lease = record.claim(survey_id, State.RECEIVED)

    assert record.redis.zscore(keys.DUE, survey_id) == lease.now + 60_000


def test_a_survey_in_another_state_is_not_lent(record, survey_id):
    assert record.leases.claim(survey_id, frozenset({State.ANSWERED})) is NotClaimed.PASSED


def test_a_survey_that_is_not_there_is_not_lent(record):
    assert record.leases.claim("unknown", RECEIVED) is NotClaimed.GONE


def test_a_survey_put_off_is_not_lent_before_its_time(record, survey_id):
    lease = record.claim(survey_id, State.RECEIVED)
    record.leases.release(lease, State.RECEIVED, reason="later", due_in=100)

    assert record.leases.claim(survey_id, RECEIVED) is NotClaimed.EARLY


def test_a_worker_that_woke_up_late_overwrites_nothing(record, survey_id):
    frozen = record.claim(survey_id, State.RECEIVED)
    lapse(record, survey_id)
    record.leases.release(record.claim(survey_id, State.RECEIVED), State.SCHEDULED)

    with pytest.raises(LeaseLost):
        record.leases.release(frozen, State.SUPPRESSED, reason="too late")

    assert record.state(survey_id) is State.SCHEDULED


def test_a_survey_never_goes_back(record, survey_id):
    record.schedule(survey_id)
    lease = record.claim(survey_id, State.SCHEDULED)

    with pytest.raises(LeaseLost):
        record.leases.release(lease, State.RECEIVED)

    assert record.state(survey_id) is State.SCHEDULED


def test_a_change_that_the_client_repeats_is_done_once(record, survey_id):
    lease, change = record.claim(survey_id, State.RECEIVED), Script("change")
    command = (survey_id, "op", lease.token, "received", "scheduled", "why", 0, "release", "{}")
    first = change.run(record.redis, *command)

    again = change.run(record.redis, *command)

    assert again == first
    assert [entry.after for entry in read_ledger(record.redis, survey_id)] == [
        "received",
        "scheduled",
    ]


def test_an_intent_is_noted_with_the_servers_own_time(record, survey_id):
    record.schedule(survey_id)
    lease = record.claim(survey_id, State.SCHEDULED)

    kept = record.leases.keep(lease, {"offer_sent_at": NOW}, to=State.OFFERING)

    survey = read_survey(record.redis, survey_id)
    assert survey is not None
    assert (survey.state, survey.offer_sent_at) == (State.OFFERING, kept.now)


def set_the_clock_back(record, survey_id):
    """As if Redis' clock had been an hour ahead when the survey was lent."""
    record.redis.hincrby(keys.survey(survey_id), "lease_until", 3_600_000)


def test_a_lease_from_before_the_clock_was_set_back_keeps_nobody_out(record, survey_id):
    before = record.claim(survey_id, State.RECEIVED)
    set_the_clock_back(record, survey_id)

    record.claim(survey_id, State.RECEIVED)

    with pytest.raises(LeaseLost):
        record.leases.keep(before, {})


def test_a_clock_that_is_set_back_again_and_again_is_no_death_of_workers(record, survey_id):
    for _ in range(4):
        record.claim(survey_id, State.RECEIVED)
        set_the_clock_back(record, survey_id)

    assert record.claim(survey_id, State.RECEIVED)


def test_three_workers_dead_over_a_survey_park_it(record, survey_id):
    for _ in range(3):
        record.claim(survey_id, State.RECEIVED)
        lapse(record, survey_id)

    fourth = record.leases.claim(survey_id, RECEIVED)

    assert fourth is NotClaimed.PARKED
    assert record.state(survey_id) is State.PARKED
    assert record.redis.zscore(keys.DUE, survey_id) is not None


def test_deaths_long_ago_do_not_count(record, survey_id):
    for _ in range(3):
        record.claim(survey_id, State.RECEIVED)
        lapse(record, survey_id)
        record.redis.hset(keys.survey(survey_id), "first_death_at", 1)

    assert record.claim(survey_id, State.RECEIVED)


def test_asking_again_supersedes_the_unanswered_survey(record):
    record.intake.closed(a_closing())
    first = record.only()
    record.invite(first.id)
    record.redis.hset(keys.conversation_hash("org:77"), "opened_at", 2000)
    record.intake.closed(a_closing("event-3", at=3000))
    second = record.surveys()[1]

    record.offer(second.id, "offer-2")

    before = read_survey(record.redis, first.id)
    assert before is not None
    assert (before.state, before.successor) == (State.SUPERSEDED, second.id)


def test_an_offer_is_not_taken_over_from_a_survey_that_was_answered_meanwhile(record):
    record.intake.closed(a_closing())
    first = record.only()
    record.invite(first.id)
    record.redis.hset(keys.conversation_hash("org:77"), "opened_at", 2000)
    record.intake.closed(a_closing("event-3", at=3000))
    second = record.surveys()[1]
    record.schedule(second.id)
    lease = record.claim(second.id, State.SCHEDULED)
    lease = record.leases.keep(lease, {}, to=State.OFFERING)
    record.answers.record(first.id, nonce="n", rating=5, comment=None)

    with pytest.raises(Overtaken):
        record.leases.offered(lease, "offer-1", link=lookup_key("token"), predecessor=first.id)

    assert record.state(first.id) is State.ANSWERED
    record.leases.release(lease, State.OFFERING)
