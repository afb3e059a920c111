"""What is remembered of a customer."""

from dataclasses import replace
from time import time

import pytest
from lifecycle_cases import a_closing

from service.lifecycle import keys
from service.lifecycle.customers import Customers
from service.lifecycle.errors import StoreUnavailable
from service.ratings import RatingType

CLOSING = a_closing()
KEY = keys.customer("org", "customer-1")
YEAR_SECONDS = 366 * 24 * 3600


@pytest.fixture
def customers(redis):
    return Customers(redis)


def offer(record, **fields):
    record.intake.closed(CLOSING)
    record.offer(record.only().id, **fields)
    return record.only()


def test_nothing_is_known_of_a_customer_at_first(customers):
    assert not customers.is_opted_out(CLOSING)
    assert customers.asked_at(CLOSING, RatingType.CSAT) == 0


def test_an_offer_starts_the_clock_of_its_rating_type_and_of_no_other(record, customers):
    survey = offer(record, rating_type="Nps")

    assert customers.asked_at(CLOSING, RatingType.NPS) == survey.offered_at
    assert customers.asked_at(CLOSING, RatingType.CSAT) == 0


def test_the_clock_is_the_customers_and_not_the_conversations(record, customers):
    survey = offer(record)

    elsewhere = replace(CLOSING, conversation="78")
    somebody_else = replace(CLOSING, customer=replace(CLOSING.customer, id="customer-2"))
    another_organization = replace(CLOSING, organization="another")

    assert customers.asked_at(elsewhere, RatingType.CSAT) == survey.offered_at
    assert customers.asked_at(somebody_else, RatingType.CSAT) == 0
    assert customers.asked_at(another_organization, RatingType.CSAT) == 0


def test_who_opted_out_stays_so_from_the_first_time_on(customers, redis):
    customers.opt_out("org", "customer-1")
    first = redis.hget(KEY, "opted_out")
    redis.hset(KEY, "opted_out", int(first) - 1000)

    customers.opt_out("org", "customer-1")

    assert customers.is_opted_out(CLOSING)
    assert abs(int(first) / 1000 - time()) < 60
    assert int(redis.hget(KEY, "opted_out")) == int(first) - 1000


def test_an_asking_is_forgotten_a_year_later(record, redis):
    offer(record)

    assert YEAR_SECONDS - 60 < redis.ttl(KEY) <= YEAR_SECONDS


def test_an_asking_is_remembered_for_as_long_as_its_cool_down(record, redis):
    offer(record, cooldown_ms=3 * YEAR_SECONDS * 1000)

    assert redis.ttl(KEY) > 2 * YEAR_SECONDS


def test_who_opted_out_is_never_forgotten(record, customers, redis):
    offer(record)
    customers.opt_out("org", "customer-1")
    opted_out_first = keys.customer("org", "customer-2")
    customers.opt_out("org", "customer-2")

    assert redis.ttl(KEY) == -1
    assert redis.ttl(opted_out_first) == -1


def test_somebody_who_opted_out_after_the_offer_was_sent_is_never_forgotten_either(
    record, customers, redis
):
    customers.opt_out("org", "customer-1")

    offer(record)

    assert redis.ttl(KEY) == -1


def test_what_is_not_certainly_stored_is_said(unreachable_redis):
    with pytest.raises(StoreUnavailable):
        Customers(unreachable_redis).opt_out("org", "customer-1")
