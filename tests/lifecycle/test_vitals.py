from time import time

import pytest
from lifecycle_cases import a_closing

from service.lifecycle import keys
from service.lifecycle.durability import durability_faults
from service.lifecycle.errors import StoreUnavailable
from service.lifecycle.states import State
from service.lifecycle.vitals import Vitals
from service.lifecycle.workers_alive import tell_of_end, tell_of_life


def test_with_a_worker_alive_and_nothing_overdue_the_service_is_ready(redis):
    redis.zadd(keys.WORKERS, {"worker-1": time()})

    health = Vitals(redis).read()

    assert (health.redis, health.durable, health.workers, health.ready) == (True, True, 1, True)


def test_a_worker_is_alive_from_its_first_word_to_its_last(redis):
    counts = []
    for tell in (tell_of_life, tell_of_life, tell_of_end, tell_of_end):
        tell(redis, "worker-1")
        counts.append(Vitals(redis).read().workers)

    assert counts == [1, 1, 0, 0]


def test_a_worker_not_heard_of_for_a_minute_is_dead(redis):
    redis.zadd(keys.WORKERS, {"worker-1": time() - 61})

    health = Vitals(redis).read()

    assert (health.workers, health.ready) == (0, False)


def test_looking_changes_nothing(redis):
    redis.zadd(keys.WORKERS, {"worker-1": time() - 61})

    Vitals(redis).read()
    Vitals(redis).metrics()

    assert redis.zcard(keys.WORKERS) == 1


def test_a_survey_long_overdue_makes_the_service_unready(redis):
    redis.zadd(keys.WORKERS, {"worker-1": time()})
    redis.zadd(keys.DUE, {"forgotten": (time() - 500) * 1000})

    health = Vitals(redis).read()

    assert health.oldest_overdue_seconds >= 500
    assert not health.ready


def test_a_survey_due_later_is_not_overdue(redis):
    redis.zadd(keys.DUE, {"tomorrow": (time() + 86400) * 1000})

    assert Vitals(redis).read().oldest_overdue_seconds == 0


def test_an_unreachable_redis_is_a_finding_not_an_error(unreachable_redis):
    health = Vitals(unreachable_redis).read()

    assert (health.redis, health.ready) == (False, False)


@pytest.fixture
def setting(redis):
    """Changes settings of the server for one test."""
    changed = {}

    def change(name, value):
        changed.setdefault(name, redis.config_get(name)[name])
        redis.config_set(name, value)

    yield change
    for name, value in changed.items():
        redis.config_set(name, value)


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("maxmemory-policy", "allkeys-lru", "maxmemory-policy noeviction"),
        ("appendonly", "no", "appendonly yes"),
        ("appendfsync", "everysec", "appendfsync always"),
        ("no-appendfsync-on-rewrite", "yes", "no-appendfsync-on-rewrite no"),
    ],
)
def test_a_redis_that_may_lose_what_it_acknowledged_is_named_with_the_remedy(
    redis, setting, name, value, remedy
):
    setting(name, value)

    [fault] = durability_faults(redis)

    assert remedy in fault
    assert not Vitals(redis).read().durable
    assert Vitals(redis, allow_unsafe=True).read().durable


def test_figures_count_surveys_by_state(record):
    record.intake.closed(a_closing())
    record.suppress(record.only().id, "internal")

    figures = Vitals(record.redis).metrics()

    assert (figures["surveys_suppressed"], figures["surveys_due"]) == (1, 0)


def test_a_state_that_no_survey_was_ever_in_has_a_figure_too(redis):
    figures = Vitals(redis).metrics()

    assert {state: figures[f"surveys_{state}"] for state in State} == dict.fromkeys(State, 0)


def test_figures_that_cannot_be_read_are_told_as_such(unreachable_redis):
    with pytest.raises(StoreUnavailable):
        Vitals(unreachable_redis).metrics()
