"""The workers that are alive: each says so with every sweep."""

from time import time

from redis import Redis

from service.lifecycle import keys

ALIVE_SECONDS = 60
"""A worker not heard of for so long is taken for dead."""

FORGOTTEN_SECONDS = 86_400
"""A dead one is listed for so long. It is other workers who forget it, and their clocks may differ
by minutes: what they take for long ago must be no worker that lives."""


def tell_of_life(redis: Redis, name: str) -> None:
    """Note that a worker is alive, and forget those not heard of for long.

    Raises:
        RedisError: it is taken for dead after a while.
    """
    now = time()
    redis.zadd(keys.WORKERS, {name: now})
    redis.zremrangebyscore(keys.WORKERS, "-inf", now - FORGOTTEN_SECONDS)


def tell_of_end(redis: Redis, name: str) -> None:
    """Note that a worker has ended.

    Raises:
        RedisError: it is taken for dead after a while.
    """
    redis.zrem(keys.WORKERS, name)


def count_alive(redis: Redis) -> int:
    """How many workers were heard of lately.

    Raises:
        RedisError: it could not be read.
    """
    dead_since = time() - ALIVE_SECONDS
    return int(redis.zcount(keys.WORKERS, f"({dead_since}", "+inf"))
