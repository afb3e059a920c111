"""A worker that has to ask Sentinels where its Redis is: real ones, and some that are gone."""

import signal
import socket
import sys
from contextlib import ExitStack

import pytest
from program import ENVIRONMENT, Program
from redis import Redis
from sentinel import SERVICE, a_sentinel
from waiting import eventually

from service.embedded_redis.server import EmbeddedRedis
from service.lifecycle import keys

SOON_SECONDS = 15


@pytest.fixture
def server():
    """The master."""
    with EmbeddedRedis(port=0) as server:
        yield server


@pytest.fixture
def sentinel(server, tmp_path):
    """A Sentinel that knows the master; `port` is where it listens."""
    with a_sentinel(server.url, tmp_path) as sentinel:
        yield sentinel


@pytest.fixture
def gone():
    """Ports at which Sentinels were: nobody listens at one, nobody answers at the other."""
    with socket.socket() as deaf, socket.socket() as silent:
        deaf.bind(("127.0.0.1", 0))
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        yield deaf.getsockname()[1], silent.getsockname()[1]


@pytest.fixture
def start(tmp_path):
    """A function that starts a worker which asks the Sentinels at some ports."""
    with ExitStack() as stack:

        def start(*ports):
            hosts = ",".join(f"127.0.0.1:{port}" for port in ports)
            environment = {
                **ENVIRONMENT,
                "DIXA_API_TOKEN": "token",
                "DIXA_WEBHOOK_SECRET": "00ff",
                "PUBLIC_URL": "https://surveys.example.com",
                "REDIS_URL": f"redis+sentinel://{hosts}/{SERVICE}",
                "SECRET_KEY": "a key that signs in tests and nowhere else",
                "SWEEP_SECONDS": "1",
            }
            command = [sys.executable, "-m", "workers.main"]
            return stack.enter_context(Program(command, environment, tmp_path / "worker.log"))

        yield start


def test_one_sentinel_that_answers_is_enough(start, sentinel, gone, server):
    start(*gone, sentinel.port)

    with Redis.from_url(server.url) as redis:
        eventually(lambda: redis.zcard(keys.WORKERS), what="a worker that is alive")


def test_while_none_can_be_reached_it_says_at_once_where_it_asks_and_ends_when_told(start, gone):
    worker = start(*gone)
    eventually(lambda: worker.said, what="a first word")
    for port in gone:
        assert f"127.0.0.1:{port}" in worker.said.splitlines()[0]

    worker.signal(signal.SIGTERM)

    assert worker.wait(seconds=SOON_SECONDS) == 0


def test_told_to_stop_after_sentinels_and_redis_were_lost_it_ends_soon(
    start, sentinel, gone, server
):
    worker = start(*gone, sentinel.port)
    with Redis.from_url(server.url) as redis:
        eventually(lambda: redis.zcard(keys.WORKERS), what="a worker that is alive")
    sentinel.kill()
    server.kill()
    eventually(lambda: f"knows a master {SERVICE}" in worker.said, what="its noticing")

    worker.signal(signal.SIGTERM)

    assert worker.wait(seconds=SOON_SECONDS) == 0
    assert "worker_stopped" in worker.said
