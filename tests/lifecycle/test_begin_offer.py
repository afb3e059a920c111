"""The customer's turn: one asking of a rating type at a time, and one within the cool-down."""

from dataclasses import replace

import pytest
from lifecycle_cases import a_closing

from service.lifecycle import keys
from service.lifecycle.customers import Customers
from service.lifecycle.leases import LeaseLost, NotBegun
from service.lifecycle.links import lookup_key
from service.lifecycle.reading import read_survey, surveys_of
from service.lifecycle.states import State

DAY_MS = 24 * 3600 * 1000


@pytest.fixture
def schedule(record):
    """A function that takes in a closing of a customer and returns its survey's id, scheduled."""

    def schedule_(conversation, *, rating_type="Csat", cooldown_ms=30 * DAY_MS, **traits):
        closing = replace(a_closing(f"event-{conversation}"), conversation=conversation, **traits)
        record.intake.closed(closing)
        [survey] = surveys_of(record.redis, "org", conversation)
        record.schedule(survey.id, rating_type=rating_type, cooldown_ms=cooldown_ms)
        return survey.id

    return schedule_


def begin(record, survey_id, state=State.SCHEDULED):
    return record.leases.begin_offer(record.claim(survey_id, state), {})


def offer(record, lease):
    link = lookup_key(record.links.token(lease.survey.id))
    record.leases.offered(lease, f"offer-{lease.survey.id}", link=link)


def test_whoever_may_be_asked_is_offering_and_goes_on_being_held(record, schedule):
    lease = record.claim(schedule("1"), State.SCHEDULED)

    begun = record.leases.begin_offer(lease, {"baseline": "[]"})

    assert begun.survey.state is State.OFFERING
    kept = read_survey(record.redis, lease.survey.id)
    assert (kept.state, kept.baseline) == (State.OFFERING, ())
    assert record.redis.zscore(keys.DUE, lease.survey.id) == begun.now + 60_000
    offer(record, begun)
    assert record.state(lease.survey.id) is State.OFFERED


def test_of_two_conversations_of_a_customer_only_one_gets_the_turn(record, schedule):
    first, second = schedule("1"), schedule("2")
    begin(record, first)

    refused = begin(record, second)

    assert refused is NotBegun.UNSETTLED
    assert record.state(second) is State.SCHEDULED


def test_once_the_other_was_offered_the_cool_down_holds(record, schedule):
    first, second = schedule("1"), schedule("2")
    offer(record, begin(record, first))

    assert begin(record, second) is NotBegun.COOL_DOWN


@pytest.mark.parametrize("ended", [State.SUPPRESSED, State.CANCELLED, State.EXPIRED, State.PARKED])
def test_an_offer_that_was_not_made_gives_the_turn_back(record, schedule, ended):
    first, second = schedule("1"), schedule("2")
    record.leases.release(begin(record, first), ended)

    assert begin(record, second).survey.state is State.OFFERING


def test_an_offer_of_unknown_fate_keeps_the_turn(record, schedule):
    first, second = schedule("1"), schedule("2")
    record.leases.release(begin(record, first), State.OFFER_UNKNOWN)

    assert begin(record, second) is NotBegun.UNSETTLED


def test_whoever_has_the_turn_may_begin_again(record, schedule):
    survey_id = schedule("1")
    record.leases.release(begin(record, survey_id), State.OFFERING)

    assert begin(record, survey_id, State.OFFERING).survey.state is State.OFFERING


def test_a_survey_that_lost_its_turn_while_it_was_parked_waits_for_it(record, schedule):
    first, second = schedule("1"), schedule("2")
    record.leases.release(begin(record, first), State.PARKED)
    begin(record, second)
    record.redis.hset(keys.survey(first), "state", State.OFFERING)  # released by hand

    assert begin(record, first, State.OFFERING) is NotBegun.UNSETTLED


def test_each_rating_type_has_a_turn_and_a_clock_of_its_own(record, schedule):
    asked, asking, other = schedule("1"), schedule("2", rating_type="Nps"), schedule("3")
    offer(record, begin(record, asked))

    assert begin(record, asking).survey.state is State.OFFERING
    assert begin(record, other) is NotBegun.COOL_DOWN


def test_another_customer_waits_for_nobody(record, schedule):
    ada = a_closing().customer
    first, second = schedule("1"), schedule("2", customer=replace(ada, id="customer-2"))
    offer(record, begin(record, first))

    assert begin(record, second).survey.state is State.OFFERING


def test_without_a_cool_down_nobody_waits(record, schedule):
    first, second, third = schedule("1"), schedule("2", cooldown_ms=0), schedule("3")
    begin(record, first)

    assert begin(record, second).survey.state is State.OFFERING
    assert begin(record, third) is NotBegun.UNSETTLED


def test_after_the_cool_down_the_customer_is_asked_again(record, schedule, redis):
    first, second = schedule("1"), schedule("2")
    offer(record, begin(record, first))
    redis.hincrby(keys.customer("org", "customer-1"), "asked:Csat", -30 * DAY_MS)

    assert begin(record, second).survey.state is State.OFFERING


def test_who_opted_out_is_not_asked_even_at_the_last_moment(record, schedule, redis):
    survey_id = schedule("1", cooldown_ms=0)
    Customers(redis).opt_out("org", "customer-1")

    assert begin(record, survey_id) is NotBegun.OPTED_OUT


def test_a_worker_that_lost_the_survey_begins_nothing(record, schedule):
    survey_id = schedule("1")
    lease = record.claim(survey_id, State.SCHEDULED)
    record.redis.hset(keys.survey(survey_id), "lease_until", 1)
    record.claim(survey_id, State.SCHEDULED)

    with pytest.raises(LeaseLost):
        record.leases.begin_offer(lease, {})

    assert record.state(survey_id) is State.SCHEDULED


def test_an_offer_that_is_sent_already_does_not_begin_again(record, schedule):
    survey_id = schedule("1")
    offer(record, begin(record, survey_id))

    with pytest.raises(LeaseLost):
        record.leases.begin_offer(record.claim(survey_id, State.OFFERED), {})
