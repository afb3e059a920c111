"""Breaks the service, as the plan has it. From the main thread: what it starts ends with it."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event as Signal

from program import Program

from tests.crashpoints.passing_time import let_pass

from .clockwork import HTTP_TIMEOUT_SECONDS, SETTLE_SECONDS
from .fault_proxy import Mode
from .stage import SECRETS, Stage
from .strikes import DAY_SECONDS, Strike

LOST_REDIS_REPLIES = 0.02
TOO_LATE_SECONDS = {
    "offer": 4 * SETTLE_SECONDS,
    "submit": 1.5 * SETTLE_SECONDS,
    "message": 1.5 * SETTLE_SECONDS,
}
"""What some requests are carried out after; an offer so late that it was made anew by then."""

NEWER_KEY = "a newer key that signs in the chaos run and nowhere else"


class Havoc:
    """Carries out strikes; each method is one kind of them.

    Args:
        stage: what is struck.

    Attributes:
        gave_up: processes that had ended by themselves when they were looked at.
        revoked: from when to when Dixa refused the token, in seconds since the epoch.
        redis_away: from when to when Redis was dead or silent, by the monotonic clock.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.gave_up: list[str] = []
        self.revoked: list[float] = []
        self.redis_away: list[tuple[float, float]] = []
        self._swallowing_since: float | None = None
        self._is_outage = False
        self._told_to_end: set[Program] = set()

    def wreak(self, strikes: list[Strike], *, seconds: float) -> None:
        """Carry out the strikes, each at its time or as soon as the ones before are done."""
        begun = time.monotonic()
        plan_faults(self._stage)
        self._stage.to_redis.loss = LOST_REDIS_REPLIES
        for strike in strikes:
            Signal().wait(max(0, begun + strike.at - time.monotonic()))
            self.revive()
            act: Callable[[int], None] = getattr(self, strike.what)
            act(strike.whom)
        Signal().wait(max(0, begun + seconds - time.monotonic()))

    def calm(self) -> None:
        """End everything that is wrong."""
        self._is_outage = False
        self._stage.dixa.clear_faults()
        self._stage.to_redis.loss = 0.0
        self.pass_redis(0)
        self.pass_dixa(0)
        for number in range(len(self._stage.workers)):
            self.thaw(number)
        if not self._stage.redis.is_running:
            self._stage.redis.restart()
        self.revive()

    def revive(self) -> None:
        """Start again what has ended by itself, as systemd would."""
        for number, program in enumerate([self._stage.web, *self._stage.workers]):
            if not program.is_running:
                if program not in self._told_to_end:
                    self.gave_up.append(f"worker {number}" if number else "web")
                self._told_to_end.discard(program)
                program.start()

    def kill_worker(self, whom: int) -> None:
        worker = self._worker(whom)
        worker.kill()
        worker.start()
        self._told_to_end.discard(worker)

    def kill_web_process(self, whom: int) -> None:
        """One of gunicorn's; gunicorn itself starts another."""
        web = self._stage.web
        its_own = sorted(set(web.family) - {web.pid})
        if its_own:
            with suppress(ProcessLookupError):
                os.kill(its_own[whom % len(its_own)], signal.SIGKILL)

    def kill_redis(self, _whom: int) -> None:
        begun = time.monotonic()
        self._stage.redis.kill()
        self._stage.redis.restart()
        self.redis_away.append((begun, time.monotonic()))

    def delete_hints(self, _whom: int) -> None:
        names = list(self._stage.store.scan_iter("rq:*", count=1000))
        if names:
            self._stage.store.unlink(*names)

    def freeze(self, whom: int) -> None:
        self._worker(whom).signal(signal.SIGSTOP)

    def thaw(self, whom: int) -> None:
        self._worker(whom).signal(signal.SIGCONT)

    def swallow_redis(self, _whom: int) -> None:
        self._swallowing_since = self._swallowing_since or time.monotonic()
        self._stage.to_redis.turn(Mode.BLACK_HOLE)

    def pass_redis(self, _whom: int) -> None:
        self._stage.to_redis.turn(Mode.PASS)
        if self._swallowing_since is not None:
            self.redis_away.append((self._swallowing_since, time.monotonic()))
            self._swallowing_since = None

    def swallow_dixa(self, _whom: int) -> None:
        if not self._is_outage:
            self._stage.to_dixa.turn(Mode.BLACK_HOLE)

    def pass_dixa(self, _whom: int) -> None:
        if not self._is_outage:
            self._stage.to_dixa.turn(Mode.PASS)

    def reset_dixa(self, _whom: int) -> None:
        """Break every connection to Dixa, whatever is under way on it."""
        if not self._is_outage:
            self._stage.to_dixa.turn(Mode.RESET)
            self._stage.to_dixa.turn(Mode.PASS)

    def begin_outage(self, _whom: int) -> None:
        self._is_outage = True
        self._stage.to_dixa.turn(Mode.RESET)

    def let_a_day_pass(self, _whom: int) -> None:
        """What is kept grows older by a day at once, while nothing reaches Dixa."""
        let_pass(self._stage.store, DAY_SECONDS)

    def end_outage(self, _whom: int) -> None:
        self._is_outage = False
        self._stage.to_dixa.turn(Mode.PASS)

    def revoke_token(self, _whom: int) -> None:
        self._stage.dixa.clear_faults()
        self._stage.dixa.on(None, "refusal", status=401, message="Unauthorized")
        self.revoked.append(time.time())

    def restore_token(self, _whom: int) -> None:
        self.revoked.append(time.time())
        self._stage.dixa.clear_faults()
        plan_faults(self._stage)

    def renew_web_processes(self, _whom: int) -> None:
        self._stage.web.signal(signal.SIGHUP)

    def end_worker(self, whom: int) -> None:
        """In good order; it is started again once it has ended."""
        self._end(self._worker(whom))

    def rotate_secrets(self, _whom: int) -> None:
        """New keys for the webhook and for the links; the old ones stay good."""
        environment = self._stage.environment
        environment["DIXA_WEBHOOK_SECRET"] = ",".join(SECRETS)
        environment["SECRET_KEY"] = f"{NEWER_KEY},{environment['SECRET_KEY']}"
        self._end(self._stage.web)
        self._stage.secrets.append(SECRETS[1])

    def _end(self, program: Program) -> None:
        self._told_to_end.add(program)
        program.signal(signal.SIGTERM)

    def _worker(self, whom: int) -> Program:
        return self._stage.workers[whom % len(self._stage.workers)]


def plan_faults(stage: Stage) -> None:
    """What goes wrong in Dixa all the time; the first that applies to a call happens to it."""
    on = stage.dixa.on
    for endpoint, latest in TOO_LATE_SECONDS.items():
        for lateness in (0.1, 0.3, 0.65):
            on(endpoint, "late_commit", probability=0.007, seconds=lateness * SETTLE_SECONDS)
        on(endpoint, "late_commit", probability=0.004, seconds=latest)
        on(endpoint, "reply_lost", probability=0.1, committed=True)
    on("ratings", "stale", probability=0.1, seconds=0.2 * SETTLE_SECONDS)
    for is_done in (True, False):
        on(None, "server_error", probability=0.03, status=503, committed=is_done)
    for after in ("86400", "-1", "soon", "1e99"):
        on(None, "too_many_requests", probability=0.001, retry_after=after)
    on(None, "malformed", probability=0.005)
    on(None, "slow_drip", probability=0.005, pause=HTTP_TIMEOUT_SECONDS / 10)
