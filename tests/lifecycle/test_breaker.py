"""What keeps a silent Redis from keeping everybody waiting."""

from contextlib import suppress

import pytest
from redis.exceptions import ConnectionError as Refused
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as TimedOut

from service.embedded_redis.server import EmbeddedRedis
from service.lifecycle.breaker import Breaker, KeptWaiting
from service.lifecycle.connection import web_redis
from service.lifecycle.guarded_redis import GuardedRedis


@pytest.fixture
def breaker(clock):
    return Breaker(clock=clock)


def ask(breaker, reply=None):
    """Ask once: an error for a reply is raised."""
    with breaker.guarding():
        if reply is not None:
            raise reply


def time_out(breaker, *, times):
    for _ in range(times):
        with pytest.raises(TimedOut):
            ask(breaker, TimedOut())


def is_open(breaker):
    try:
        ask(breaker)
    except KeptWaiting:
        return True
    return False


def test_two_time_outs_in_a_row_may_happen(breaker):
    time_out(breaker, times=2)

    assert not is_open(breaker)


def test_after_three_in_a_row_nobody_waits_any_more(breaker):
    time_out(breaker, times=3)

    assert is_open(breaker)


@pytest.mark.parametrize("reply", [None, Refused(), ResponseError("OOM")])
def test_any_reply_in_between_counts_as_one(breaker, reply):
    time_out(breaker, times=2)
    with suppress(Refused, ResponseError):
        ask(breaker, reply)
    time_out(breaker, times=2)

    assert not is_open(breaker)


def test_after_a_second_one_caller_tries_while_the_others_still_do_not_wait(breaker, clock):
    time_out(breaker, times=3)
    clock.now += 1

    with breaker.guarding():
        assert is_open(breaker)


def test_when_the_trial_is_answered_everybody_may_ask_again(breaker, clock):
    time_out(breaker, times=3)
    clock.now += 1
    ask(breaker)

    assert not is_open(breaker)


def test_when_the_trial_times_out_nobody_waits_for_another_second(breaker, clock):
    time_out(breaker, times=3)
    clock.now += 1
    time_out(breaker, times=1)
    clock.now += 0.9

    assert is_open(breaker)


def test_a_silent_server_is_asked_no_more_neither_plainly_nor_in_a_transaction():
    with EmbeddedRedis() as server, web_redis(f"{server.url}?socket_timeout=0.05") as redis:
        redis.ping()
        with server.frozen():
            for _ in range(3):
                with pytest.raises(TimedOut):
                    redis.ping()

            with pytest.raises(KeptWaiting):
                redis.ping()
            with redis.pipeline() as pipe, pytest.raises(KeptWaiting):
                pipe.set("name", "Ada").execute()


def test_a_server_that_is_found_through_sentinels_is_guarded_too():
    with web_redis("redis+sentinel://127.0.0.1:1/main") as redis:
        assert isinstance(redis, GuardedRedis)


def test_a_server_that_refuses_is_asked_each_time(unreachable_redis):
    for _ in range(4):
        with pytest.raises(Refused):
            unreachable_redis.ping()
