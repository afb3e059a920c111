"""The clockwork: whatever is due gets its hint again.

Any number of sweeps may run at once, on any number of hosts: what one has taken is pushed ahead
in the same step. It also tells that this worker is alive, and removes what need not be kept.
"""

from contextlib import closing, suppress
from threading import Event, Thread

import structlog
from redis.exceptions import RedisError

from service.lifecycle.connection import impatient_redis
from service.lifecycle.workers_alive import tell_of_end, tell_of_life
from workers.tools import Tools

MOST_WAITING = 500
"""With so many hints waiting for a worker, more of them would only pile up."""

REDACTED_AT_ONCE = 200

log = structlog.get_logger()


class Sweep:
    """Sweeps now and then, beside the jobs.

    Args:
        tools: of its own, since it runs in a thread of its own.
        name: of the worker process.
    """

    def __init__(self, tools: Tools, *, name: str) -> None:
        self._tools = tools
        self._name = name
        self._stop = Event()
        self._thread = Thread(target=self._run, name="sweep", daemon=True)

    def start(self) -> None:
        """Begin, at once."""
        self._thread.start()

    def stop(self) -> None:
        """End, and take the worker off the list of those alive."""
        self._stop.set()
        self._thread.join(timeout=self._tools.settings.sweep_seconds)
        redis = impatient_redis(self._tools.settings.redis_url)
        with closing(redis), suppress(RedisError):  # then it is taken for dead after a while
            tell_of_end(redis, self._name)

    def once(self) -> None:
        """One sweep.

        Raises:
            RedisError: what was not done is done by the next.
        """
        tell_of_life(self._tools.redis, self._name)
        room = MOST_WAITING - self._tools.hints.waiting()
        if room > 0:
            self._tools.hints.send(self._tools.schedule.take_due(room))
        self._tools.schedule.redact_ended(self._tools.settings.retention, REDACTED_AT_ONCE)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.once()
            except RedisError as error:
                log.warning("sweep_failed", error=str(error))
            except Exception:
                # The sweep is what everything else relies on: it goes on whatever comes.
                log.exception("sweep_failed")
            self._stop.wait(self._tools.settings.sweep_seconds)
