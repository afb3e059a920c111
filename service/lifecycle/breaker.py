"""Giving up at once on somebody who has just kept several callers waiting.

A caller may wait a second or two, but there are only so many threads to wait in: while all of them
do, the next callers stand in line behind, and wait several times as long.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from threading import Lock
from time import monotonic

from redis.exceptions import RedisError, TimeoutError  # noqa: A004 - the library's own name

from service.lifecycle.sentinels import SilentSentinels

TIME_OUTS_UNTIL_OPEN = 3
PAUSE_SECONDS = 1.0


class KeptWaiting(RedisError):  # noqa: N818 - says what is the case, as callers put it
    """Redis was not asked, since it kept everybody waiting just now."""


class Breaker:
    """Lets callers through until several in a row timed out; then one at a time, after a pause.

    Any reply will do, a refusal too: what is meant here is silence. Safe for threads.

    Args:
        clock: tells the time in seconds.
    """

    def __init__(self, *, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._time_outs = 0
        self._next_trial = 0.0

    @contextmanager
    def guarding(self) -> Iterator[None]:
        """Ask inside this context.

        Raises:
            KeptWaiting: at once, instead of letting this caller wait too.
        """
        self._let_through()
        is_silent = False
        try:
            yield
        except (TimeoutError, SilentSentinels):
            is_silent = True
            raise
        finally:
            self._note(is_silent=is_silent)

    def _let_through(self) -> None:
        with self._lock:
            if self._time_outs < TIME_OUTS_UNTIL_OPEN:
                return
            if self._clock() < self._next_trial:
                raise KeptWaiting("Redis was silent just now")
            self._next_trial = inf  # until this trial has ended

    def _note(self, *, is_silent: bool) -> None:
        with self._lock:
            self._time_outs = self._time_outs + 1 if is_silent else 0
            self._next_trial = self._clock() + PAUSE_SECONDS
