"""Conversations whose customers had been asked already, by Dixa's own survey or by another tool."""

from time import time

from redis import Redis

from service.lifecycle import keys
from service.lifecycle.connection import store_errors
from service.lifecycle.record import Closing

REMEMBERED_DAYS = 7


class OtherAskers:
    """Remembers them for some days, each once: more than a few mean that two systems are asking.

    Args:
        redis: where they are kept.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def seen(self, closing: Closing) -> None:
        """Somebody else has asked about the conversation of this closing.

        Raises:
            RedisError: it was not certainly noted; repeating changes nothing.
        """
        now = time()
        key = keys.conversation(closing.organization, closing.conversation)
        with self._redis.pipeline(transaction=True) as pipe:
            pipe.zadd(keys.ASKED_BY_OTHERS, {key: now})
            pipe.zremrangebyscore(keys.ASKED_BY_OTHERS, "-inf", _days_before(now))
            pipe.execute()

    def count(self) -> int:
        """How many conversations there were in the last days.

        Raises:
            StoreUnavailable: it could not be read.
        """
        with store_errors():
            return int(self._redis.zcount(keys.ASKED_BY_OTHERS, _days_before(time()), "+inf"))


def _days_before(now: float) -> float:
    return now - REMEMBERED_DAYS * 24 * 3600
