"""The service's processes, played in this one: the web, and a worker with its hints and sweeps."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from time import time
from typing import NoReturn

from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer
from werkzeug.test import TestResponse

from service.dixa.errors import DixaError
from service.dixa.reconciling import ReconcilingClient, reconciling_client
from service.hints import QUEUE, Hints
from service.lifecycle.connection import queue_redis, worker_redis
from service.lifecycle.errors import StoreUnavailable
from service.lifecycle.parking import NotParked, Parking
from service.reconciliation.set_up import audit_of, backfill_of
from service.sandbox.link_receiver import LinkReceiver
from service.sandbox.mailbox import Mailbox
from service.sandbox.played_dixa import Call, PlayedDixa
from service.settings import Settings
from service.web.dependencies import EXTENSION, build_dependencies
from workers.sweep import Sweep
from workers.tools import install, make_tools

from .passing_time import let_pass, seconds_until_due
from .redis_wire import tapped
from .tap import Tap

_HOUR = 3600
_MOST_SWEEPS = 30


class NoReply(Exception):  # noqa: N818 - says what is the case, as callers put it
    """Whoever asked the service got no answer, or none that acknowledges anything."""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What is around the service, and stays when its processes die."""

    settings: Settings
    app: Flask
    redis: Redis
    dixa: PlayedDixa
    mailbox: Mailbox
    receiver: LinkReceiver
    secret: bytes


class Processes:
    """All of them; they run when they are told to.

    Args:
        surroundings: where they run.
        tap: on every wire of theirs.
    """

    def __init__(self, surroundings: Surroundings, tap: Tap) -> None:
        self._around = surroundings
        self._tap = tap
        self._first_call = len(surroundings.dixa.calls())
        self._start()

    def restart(self) -> None:
        """Start them anew after they died: whatever they held in memory is gone."""
        self.stop()
        self._tap.revive()
        self._start()

    def stop(self) -> None:
        self._tools.close()
        self._web.intake._redis.close()

    def ask(self, place: str, visit: Callable[[FlaskClient], TestResponse]) -> TestResponse:
        """Ask the web something from outside, once.

        Raises:
            NoReply: it has acknowledged nothing.
        """
        self._tap.place = place
        client = self._around.app.test_client()
        reply = self._tap.cross("the request", lambda: visit(client), lose=_lose)
        if reply.status_code >= HTTPStatus.BAD_REQUEST:
            raise NoReply(reply.status)
        return reply

    def work(self) -> None:
        """Carry out every hint, and sweep, until nothing is due within the hour."""
        self._carry_out_hints()
        for _ in range(_MOST_SWEEPS):
            self._wait_for_dixa()
            wait = seconds_until_due(self._around.redis)
            if wait is None or wait > _HOUR:
                return
            let_pass(self._around.redis, max(wait, 0) + 0.01)
            self._tap.place = "sweep"
            Sweep(self._tools, name="sweep").once()
            self._carry_out_hints()
        raise AssertionError(f"after {_MOST_SWEEPS} sweeps something is still due")

    def retry(self, survey_id: str) -> None:
        """Let a survey go on that is parked, as `rating-survey parked retry` does."""
        with self._by_hand("parked retry") as redis, suppress(NotParked):
            hints = Hints(redis, job_timeout_seconds=self._around.settings.job_timeout_seconds)
            Parking(redis, hint=hints.add).retry(survey_id)

    def audit(self) -> None:
        """Compare the whole record with Dixa, as the daily audit does."""
        with self._comparing("audit") as (redis, dixa):
            list(audit_of(self._around.settings, redis, dixa).run(since=0, repairing=True))

    def backfill(self, *, since: int) -> None:
        """Take in what nobody has told of since this time (ms), as the hourly backfill does."""
        with self._comparing("backfill") as (redis, dixa):
            taking_in = backfill_of(self._around.settings, redis, dixa)
            list(taking_in.run(since=since, until=round(time() * 1000)))

    @contextmanager
    def _comparing(self, place: str) -> Iterator[tuple[Redis, ReconcilingClient]]:
        with (
            self._by_hand(place) as redis,
            closing(reconciling_client(self._around.settings, redis)) as dixa,
        ):
            yield redis, dixa

    @contextmanager
    def _by_hand(self, place: str) -> Iterator[Redis]:
        """A process of its own, which whoever has begun it begins again when it fails."""
        self._tap.place = place
        redis = tapped(worker_redis(self._around.settings.redis_url), self._tap)
        try:
            yield redis
        except (DixaError, RedisError, StoreUnavailable) as error:
            raise NoReply(place) from error
        finally:
            redis.close()

    def _start(self) -> None:
        self._tools = make_tools(self._around.settings)
        install(self._tools)
        self._web = build_dependencies(self._around.settings)
        self._around.app.extensions[EXTENSION] = self._web

    def _carry_out_hints(self) -> None:
        with self._queue() as queue:
            while queue.count:
                job_id = queue.pop_job_id()
                job = Job.fetch(job_id, connection=queue.connection, serializer=JSONSerializer)
                self._tap.place = job.func_name.rpartition(".")[2]
                job.func(*job.args)

    @contextmanager
    def _queue(self) -> Iterator[Queue]:
        connection = queue_redis(self._around.settings.redis_url)
        try:
            yield Queue(QUEUE, connection=connection, serializer=JSONSerializer)
        finally:
            connection.close()

    def _wait_for_dixa(self) -> None:
        """Wait until Dixa has done what it was sent, be it late; in the story it takes no time."""
        dixa = self._around.dixa

        def is_done() -> bool:
            calls = dixa.calls()[self._first_call :]
            return len(calls) == self._tap.requests and all(_is_settled(call) for call in calls)

        dixa.wait_until(is_done)


def _is_settled(call: Call) -> bool:
    if call.fault == "late_commit" and call.method == "POST":
        return call.committed
    return call.status is not None or call.fault is not None


def _lose() -> NoReturn:
    raise NoReply("the reply was lost")
