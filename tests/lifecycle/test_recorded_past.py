"""What a replay is told of customers: what the record knows from before."""

from dataclasses import replace

import pytest
from lifecycle_cases import a_closing

from service.lifecycle import keys
from service.lifecycle.customers import Customers
from service.lifecycle.record import Person
from service.lifecycle.recorded_past import RecordedPast
from service.ratings import RatingType

BEGINNING = 5000


@pytest.fixture
def past(redis):
    return RecordedPast(redis, before=BEGINNING)


def of(number):
    return replace(a_closing(), customer=Person(id=f"customer-{number}"))


def test_every_customer_of_many_is_known_when_their_conversation_comes(past, redis):
    for number in (0, 999, 1000, 2500):
        Customers(redis).opt_out("org", f"customer-{number}")

    given = past.ahead_of([of(number)] for number in range(2501))
    found = [each.customer.id for [each] in given if past.is_opted_out(each)]

    assert found == ["customer-0", "customer-999", "customer-1000", "customer-2500"]


@pytest.mark.parametrize(("at", "known"), [(BEGINNING - 1, BEGINNING - 1), (BEGINNING, 0)])
def test_an_asking_within_the_replayed_days_is_replayed_and_does_not_count(past, redis, at, known):
    redis.hset(keys.customer("org", "customer-1"), "asked:Csat", at)

    [[closing]] = past.ahead_of([[of(1)]])

    assert past.asked_at(closing, RatingType.CSAT) == known
    assert past.asked_at(closing, RatingType.NPS) == 0


def test_whoever_a_conversation_was_with_at_any_closing_is_known(past, redis):
    Customers(redis).opt_out("org", "customer-2")

    [closings] = past.ahead_of([[of(1), of(2)]])

    assert [past.is_opted_out(each) for each in closings] == [False, True]
