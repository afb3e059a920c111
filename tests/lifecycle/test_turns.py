from time import time

import pytest

from service.lifecycle import keys
from service.lifecycle.turns import TURN_SECONDS, Turns

HOUR = 3600


@pytest.fixture
def turns(redis):
    return Turns(redis, owner="worker-1")


@pytest.fixture
def others(redis):
    return Turns(redis, owner="worker-2")


def test_a_task_that_was_never_done_is_due(turns):
    assert turns.take("audit", every_seconds=HOUR)


def test_one_worker_at_a_time_is_at_a_task(turns, others):
    turns.take("audit", every_seconds=HOUR)

    assert not others.take("audit", every_seconds=HOUR)
    assert others.take("backfill", every_seconds=HOUR)


def test_a_command_repeated_because_its_reply_was_lost_keeps_the_turn(turns):
    turns.take("audit", every_seconds=HOUR)

    assert turns.take("audit", every_seconds=HOUR)


def test_what_is_done_is_due_again_after_its_time(turns, others, redis):
    turns.take("audit", every_seconds=HOUR)
    turns.done("audit")
    at_once = others.take("audit", every_seconds=HOUR)
    redis.set(keys.turn_done("audit"), int(time()) - HOUR)

    assert (at_once, others.take("audit", every_seconds=HOUR)) == (False, True)


def test_the_turn_of_a_worker_that_died_lapses(turns, redis):
    turns.take("audit", every_seconds=HOUR)

    assert 0 < redis.ttl(keys.turn("audit")) <= TURN_SECONDS


def test_a_long_task_keeps_its_turn_by_renewing_it(turns, redis):
    turns.take("audit", every_seconds=HOUR)
    redis.expire(keys.turn("audit"), 1)

    turns.renew("audit")

    assert redis.ttl(keys.turn("audit")) > 1
