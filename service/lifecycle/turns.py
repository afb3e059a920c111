"""Whose turn it is to do what one worker does for all of them, now and then."""

from time import time
from typing import cast

from redis import Redis

from service.lifecycle import keys

TURN_SECONDS = 600
"""A worker that has not renewed its turn for so long is taken for dead."""


class Turns:
    """Gives turns out. Two workers at once are rare, not ruled out: what they do may be repeated.

    Args:
        redis: where turns are kept.
        owner: the name of this worker.
    """

    def __init__(self, redis: Redis, *, owner: str) -> None:
        self._redis = redis
        self._owner = owner

    def take(self, name: str, *, every_seconds: float) -> bool:
        """Whether it is this worker's turn: the task is due, and nobody else is at it.

        Args:
            name: of the task.
            every_seconds: how long after it was last done it is due again.

        Raises:
            RedisError: it is not.
        """
        if time() - self.last_done(name) < every_seconds:
            return False
        key = keys.turn(name)
        is_free = self._redis.set(key, self._owner, nx=True, ex=TURN_SECONDS)
        return bool(is_free) or self._redis.get(key) == self._owner

    def renew(self, name: str) -> None:
        """Go on with a task that takes long.

        Raises:
            RedisError: somebody else may begin it too.
        """
        self._redis.set(keys.turn(name), self._owner, ex=TURN_SECONDS)

    def done(self, name: str) -> None:
        """The task is done, and due again only after its time.

        Raises:
            RedisError: it will be done again.
        """
        self._redis.set(keys.turn_done(name), round(time()))
        self._redis.delete(keys.turn(name))

    def last_done(self, name: str) -> int:
        """When the task was last done, in seconds since the epoch; 0 for never.

        Raises:
            RedisError: it could not be read.
        """
        return int(cast("str | None", self._redis.get(keys.turn_done(name))) or 0)
