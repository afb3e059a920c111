"""`rating-survey check`, where Sentinels are asked which Redis is the master."""

import pytest
from redis import Redis
from sentinel import SERVICE, a_sentinel

from service.embedded_redis.server import EmbeddedRedis


@pytest.fixture
def master():
    with (
        EmbeddedRedis(port=0) as server,
        Redis.from_url(server.url, decode_responses=True) as redis,
    ):
        yield server, redis


@pytest.fixture
def check(run_process, master, tmp_path):
    """A function that runs the command and returns the lines about Redis."""
    server, _ = master
    with a_sentinel(server.url, tmp_path) as sentinel:

        def run(**changes):
            url = f"redis+sentinel://127.0.0.1:{sentinel.port}/{SERVICE}"
            settings = {"REDIS_URL": url, "DIXA_API_URL": "http://127.0.0.1:1/beta"} | changes
            lines = run_process("check", **settings).stdout.splitlines()
            return [line for line in lines if " Redis: " in line]

        yield run


def test_a_master_that_writes_without_a_replica_is_noted_with_the_line_to_set(check):
    *_, line = check()

    assert line.startswith("note  Redis: has not set `min-replicas-to-write`")


def test_one_that_waits_for_a_replica_is_well(check, master):
    _, redis = master
    redis.config_set("min-replicas-to-write", 1)

    *_, line = check()

    assert line == "ok    Redis: takes writes only while it is followed by 1 replica"


def test_where_no_sentinel_is_asked_nothing_is_said_of_replicas(check, master):
    server, _ = master

    assert not any("replica" in line for line in check(REDIS_URL=server.url))
