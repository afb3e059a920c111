"""The record on a real server."""

import socket
from collections.abc import Iterator

import pytest
from lifecycle_cases import Record, a_closing
from redis import Redis

from service.hints import Hints
from service.lifecycle.answers import Answers
from service.lifecycle.connection import web_redis
from service.lifecycle.intake import Intake
from service.lifecycle.leases import Leases
from service.lifecycle.links import Links
from service.lifecycle.record import Survey
from service.lifecycle.states import State


class Clock:
    """Stands still until it is moved."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def record(redis: Redis) -> Record:
    hints = Hints(redis, job_timeout_seconds=45)
    return Record(
        redis=redis,
        intake=Intake(redis, hint=lambda pipe, each: hints.add(pipe, each, State.RECEIVED)),
        answers=Answers(redis, hint=lambda pipe, each: hints.add(pipe, each, State.ANSWERED)),
        leases=Leases(redis, lease_seconds=60),
        links=Links(("k" * 32,)),
        hints=hints,
    )


@pytest.fixture
def invited(record: Record) -> Survey:
    """A survey whose customer has the link."""
    record.intake.closed(a_closing())
    survey = record.only()
    record.invite(survey.id)
    return survey


@pytest.fixture
def unreachable_redis() -> Iterator[Redis]:
    """A client whose server refuses connections: the port was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    client = web_redis(f"redis://127.0.0.1:{port}")
    yield client
    client.close()
