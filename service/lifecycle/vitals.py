"""How the service is: can it store, is it durable, does anybody work, is anything left lying."""

from dataclasses import dataclass
from time import time
from typing import cast

from redis import Redis
from redis.exceptions import RedisError

from service.lifecycle import keys
from service.lifecycle.connection import store_errors
from service.lifecycle.durability import durability_faults
from service.lifecycle.quarantine import Quarantine
from service.lifecycle.states import State
from service.lifecycle.workers_alive import count_alive

OVERDUE_LIMIT_SECONDS = 120
"""A survey this long past its time means that nobody is looking: twice the slowest recovery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What was found.

    Args:
        redis: Redis answers.
        durable: it keeps what it acknowledged, or the operator has said that it need not.
        workers: workers that were heard of within the last minute.
        oldest_overdue_seconds: how long the oldest waiting survey has been due.
    """

    redis: bool
    durable: bool
    workers: int
    oldest_overdue_seconds: float

    @property
    def ready(self) -> bool:
        """Whether all is as it should be."""
        is_late = self.oldest_overdue_seconds > OVERDUE_LIMIT_SECONDS
        return self.redis and self.durable and self.workers > 0 and not is_late


class Vitals:
    """Reads the service's health from Redis.

    Args:
        redis: where surveys are kept.
        allow_unsafe: take the operator's word that Redis need not be durable.
    """

    def __init__(self, redis: Redis, *, allow_unsafe: bool = False) -> None:
        self._redis = redis
        self._allow_unsafe = allow_unsafe

    def read(self) -> Health:
        """The service's health; never raises: a silent Redis is a finding."""
        try:
            return self._read()
        except RedisError:
            return Health(redis=False, durable=False, workers=0, oldest_overdue_seconds=0)

    def metrics(self) -> dict[str, float]:
        """Figures for monitoring, by name; seconds where the name says so.

        Raises:
            StoreUnavailable: they could not be read.
        """
        with store_errors():
            states = cast("dict[str, str]", self._redis.hgetall(keys.STATES))
            none = dict.fromkeys(State, "0")  # a figure that begins with 1 has not grown
            counts = {f"surveys_{state}": float(n) for state, n in (none | states).items()}
            return counts | {
                "surveys_due": float(self._redis.zcard(keys.DUE)),
                "workers_alive": float(count_alive(self._redis)),
                "oldest_overdue_seconds": self._oldest_overdue(),
                "quarantined_events": float(Quarantine(self._redis).count()),
            }

    def _read(self) -> Health:
        return Health(
            redis=True,
            durable=self._allow_unsafe or not durability_faults(self._redis),
            workers=count_alive(self._redis),
            oldest_overdue_seconds=self._oldest_overdue(),
        )

    def _oldest_overdue(self) -> float:
        oldest = cast(
            "list[tuple[str, float]]", self._redis.zrange(keys.DUE, 0, 0, withscores=True)
        )
        return max(0.0, time() - oldest[0][1] / 1000) if oldest else 0.0
