"""Whether a Redis keeps what it has acknowledged."""

from collections.abc import Callable
from threading import Lock
from time import monotonic

from redis import Redis
from redis.exceptions import RedisError, ResponseError

LOOK_EVERY_SECONDS = 5.0


class NotKept(RedisError):  # noqa: N818 - says what is the case, as callers put it
    """Nothing was stored, since the server would not keep it."""


class Durability:
    """Looks now and then whether a server still keeps what it acknowledges. Safe for threads.

    Args:
        redis: the server; its settings may be changed while everything runs.
        clock: tells the time in seconds.
    """

    def __init__(self, redis: Redis, *, clock: Callable[[], float] = monotonic) -> None:
        self._redis = redis
        self._clock = clock
        self._lock = Lock()
        self._next_look = -LOOK_EVERY_SECONDS
        self._has_looked = False
        self._faults: tuple[str, ...] = ()

    def require(self) -> None:
        """Return if what is stored now is kept, by a look that is some seconds old at most.

        Raises:
            NotKept: it would not be.
            RedisError: the server did not answer.
        """
        if self._is_time_to_look() or not self._has_looked:
            self._look()
        if self._faults:
            raise NotKept("; ".join(self._faults))

    def _is_time_to_look(self) -> bool:
        with self._lock:
            if self._clock() < self._next_look:
                return False
            self._next_look = self._clock() + LOOK_EVERY_SECONDS
            return True

    def _look(self) -> None:
        try:
            self._faults = durability_faults(self._redis)
            self._has_looked = True
        except RedisError:
            self._next_look = self._clock()  # it may come back with other settings
            raise


def durability_faults(redis: Redis) -> tuple[str, ...]:
    """What is wrong with the server's settings, each with the line of redis.conf that mends it.

    Managed servers often forbid `CONFIG`; INFO tells less, and what it can't tell is not a fault.

    Raises:
        RedisError: the server did not answer.
    """
    try:
        settings = redis.config_get(
            "maxmemory-policy", "appendonly", "appendfsync", "no-appendfsync-on-rewrite"
        )
    except ResponseError:
        return _faults_by_info(redis)
    return _faults(
        policy=settings.get("maxmemory-policy") or "noeviction",
        is_appending=settings.get("appendonly") == "yes",
        fsync=settings.get("appendfsync") or "always",
        pauses_for_rewrites=settings.get("no-appendfsync-on-rewrite") == "yes",
    )


def replicas_needed(redis: Redis) -> int | None:
    """How many replicas must follow the server for it to take a write; None if it does not tell.

    Raises:
        RedisError: the server did not answer.
    """
    try:
        settings = redis.config_get("min-replicas-to-write")
    except ResponseError:
        return None
    needed = settings.get("min-replicas-to-write")
    return int(needed) if needed else None


def _faults_by_info(redis: Redis) -> tuple[str, ...]:
    info = redis.info()
    return _faults(
        policy=info.get("maxmemory_policy", "noeviction"),
        is_appending=bool(info.get("aof_enabled")),
        fsync="always",
        pauses_for_rewrites=False,
    )


def _faults(
    *, policy: str, is_appending: bool, fsync: str, pauses_for_rewrites: bool
) -> tuple[str, ...]:
    found = []
    if policy != "noeviction":
        found.append(f"it evicts ({policy}): set `maxmemory-policy noeviction`")
    if not is_appending:
        found.append("it does not persist: set `appendonly yes`")
    elif fsync != "always":
        found.append(f"it persists too late ({fsync}): set `appendfsync always`")
    if is_appending and pauses_for_rewrites:
        found.append(
            "it persists too late while it rewrites its log: set `no-appendfsync-on-rewrite no`"
        )
    return tuple(found)
