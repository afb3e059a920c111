"""Nothing is written where it would not be kept, whatever became of the server since the start."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event

import pytest
from redis.exceptions import RedisError

from service.embedded_redis.server import EmbeddedRedis
from service.lifecycle.connection import web_redis
from service.lifecycle.durability import LOOK_EVERY_SECONDS, Durability, NotKept

SCRIPT = "return redis.call('SET', 'written', '1')"


@pytest.fixture
def server():
    with EmbeddedRedis() as server:
        yield server
        server.kill()  # one that begins to keep things refuses to end in order for many seconds


@pytest.fixture
def redis(server):
    with web_redis(server.url, must_keep=True) as redis:
        yield redis


@pytest.fixture
def durability(redis, clock):
    return Durability(redis, clock=clock)


def write_by_script(redis):
    redis.evalsha(redis.script_load(SCRIPT), 0)


def write_in_a_transaction(redis):
    with redis.pipeline(transaction=True) as pipe:
        pipe.multi()
        pipe.set("written", "1")
        pipe.execute()


WAYS = [write_by_script, write_in_a_transaction]


@pytest.mark.parametrize("write", WAYS)
def test_what_is_kept_is_written(redis, write):
    write(redis)

    assert redis.get("written") == "1"


@pytest.mark.parametrize("write", WAYS)
@pytest.mark.parametrize(
    "setting",
    [
        ("appendonly", "no"),
        ("appendfsync", "everysec"),
        ("no-appendfsync-on-rewrite", "yes"),
        ("maxmemory-policy", "allkeys-lru"),
    ],
    ids=" ".join,
)
def test_nothing_is_written_to_a_server_that_would_lose_it(redis, write, setting):
    redis.config_set(*setting)

    with pytest.raises(NotKept, match=setting[0]):
        write(redis)

    assert redis.get("written") is None


@pytest.mark.parametrize("write", WAYS)
def test_whoever_may_lose_it_writes_all_the_same(server, write):
    with web_redis(server.url) as redis:
        redis.config_set("appendonly", "no")

        write(redis)

        assert redis.get("written") == "1"


def test_a_change_is_noticed_after_some_seconds(redis, durability, clock):
    durability.require()
    redis.config_set("appendonly", "no")
    durability.require()

    clock.now += LOOK_EVERY_SECONDS

    with pytest.raises(NotKept):
        durability.require()


def test_it_is_noticed_too_when_that_is_mended(redis, durability, clock):
    redis.config_set("appendonly", "no")
    with pytest.raises(NotKept):
        durability.require()
    redis.config_set("appendonly", "yes")

    clock.now += LOOK_EVERY_SECONDS

    durability.require()


def test_who_comes_while_the_first_look_is_taken_does_not_write_on_trust(redis, clock):
    redis.config_set("appendonly", "no")
    is_looking, may_answer = Event(), Event()

    class Slow(Durability):
        def _look(self):
            is_looking.set()
            may_answer.wait(10)
            super()._look()

    durability = Slow(redis, clock=clock)
    with ThreadPoolExecutor(2) as pool:
        looks = pool.submit(durability.require)
        is_looking.wait(10)
        comes_meanwhile = pool.submit(durability.require)
        may_answer.set()

        for each in (looks, comes_meanwhile):
            with pytest.raises(NotKept):
                each.result()


def test_a_server_that_was_away_is_looked_at_as_soon_as_it_is_back(server, durability):
    server.kill()
    with suppress(RedisError):
        durability.require()
    server.restart()
    with web_redis(server.url) as redis:
        redis.config_set("appendonly", "no")

    with pytest.raises(NotKept):
        durability.require()
