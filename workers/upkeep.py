"""What one worker does for all of them, now and then: the hourly backfill, the daily audit.

It runs beside the jobs and the sweep, and asks Dixa only when nobody else needs it. A worker that
dies over it is followed by another; what is done twice does no harm.
"""

from collections.abc import Callable
from contextlib import closing
from threading import Event, Thread
from time import time

import structlog
from redis.exceptions import RedisError

from service.dixa.errors import DixaError
from service.dixa.reconciling import ReconcilingClient, reconciling_client
from service.lifecycle.connection import worker_redis
from service.lifecycle.errors import StoreUnavailable
from service.lifecycle.turns import Turns
from service.reconciliation.set_up import (
    LONGEST_BACK_SECONDS,
    ON_ITS_WAY_SECONDS,
    audit_of,
    backfill_of,
)
from service.settings import Settings

BACKFILL_EVERY_SECONDS = 3600.0
AUDIT_EVERY_SECONDS = 86_400.0
FIRST_SECONDS = 120.0
"""After a start there is more urgent work."""

PAUSE_SECONDS = 60.0
_AUDIT_BACK_SECONDS = 3 * 86_400.0
_LEAST_BACK_SECONDS = 3 * 3600.0

log = structlog.get_logger()


class Stopped(Exception):  # noqa: N818 - says what is the case
    """The worker ends: somebody else goes on with it."""


class Upkeep:
    """Does what is due.

    Args:
        settings: how the service is set up; connections are its own, since it is a thread.
        name: of the worker process.
    """

    def __init__(self, settings: Settings, *, name: str) -> None:
        self._settings = settings
        self._redis = worker_redis(settings.redis_url)
        self._turns = Turns(self._redis, owner=name)
        self._stop = Event()
        self._thread = Thread(target=self._run, name="upkeep", daemon=True)

    def start(self) -> None:
        """Begin, after a while."""
        self._thread.start()

    def stop(self) -> None:
        """End after the call that is being made, if that does not take long."""
        self._stop.set()
        self._thread.join(timeout=1)

    def once(self) -> None:
        """Do what is due and nobody else is at.

        Raises:
            Stopped: the worker ends.
        """
        with closing(reconciling_client(self._settings, self._redis)) as dixa:
            self._do("backfill", BACKFILL_EVERY_SECONDS, lambda: self._backfill(dixa))
            self._do("audit", AUDIT_EVERY_SECONDS, lambda: self._audit(dixa))

    def _do(self, name: str, every_seconds: float, task: Callable[[], int]) -> None:
        try:
            if self._turns.take(name, every_seconds=every_seconds):
                found = task()
                self._turns.done(name)
                log.info("upkeep_done", task=name, found=found)
        except (DixaError, RedisError, StoreUnavailable) as error:
            log.warning("upkeep_put_off", task=name, error=str(error))

    def _backfill(self, dixa: ReconcilingClient) -> int:
        """Go back as far as the last time, and more: a service that was away catches up."""
        now, last_done = time(), self._turns.last_done("backfill")
        away = now - last_done if last_done else 0  # one that is new has missed nothing
        first = now - min(_LEAST_BACK_SECONDS + away, LONGEST_BACK_SECONDS)
        taken_in = backfill_of(self._settings, self._redis, dixa).run(
            since=round(first * 1000),
            until=round((now - ON_ITS_WAY_SECONDS) * 1000),
            before_each=lambda: self._go_on("backfill"),
        )
        return sum(1 for _ in taken_in)

    def _audit(self, dixa: ReconcilingClient) -> int:
        found = audit_of(self._settings, self._redis, dixa).run(
            since=round((time() - _AUDIT_BACK_SECONDS) * 1000),
            repairing=True,
            before_each=lambda: self._go_on("audit"),
        )
        return sum(1 for _ in found)

    def _go_on(self, name: str) -> None:
        if self._stop.is_set():
            raise Stopped
        self._turns.renew(name)

    def _run(self) -> None:
        with self._redis:  # closed here: `stop` may not wait until nothing uses it
            self._go_round()

    def _go_round(self) -> None:
        self._stop.wait(FIRST_SECONDS)
        while not self._stop.is_set():
            try:
                self.once()
            except Stopped:
                return
            except Exception:
                # It comes again; a fault in it must not end what else it does.
                log.exception("upkeep_failed")
            self._stop.wait(PAUSE_SECONDS)
