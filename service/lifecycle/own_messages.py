"""When we write into conversations: a reopening that follows may be the effect of that."""

from collections.abc import Mapping
from typing import cast

from redis import Redis

from service.lifecycle import keys
from service.lifecycle.record import Closing

Posted = Mapping[str, str | None]
"""Which message was posted last, from when on, and when last."""

_FIELDS = ("messaged_for", "messaged_since", "messaged_at")


class OwnMessages:
    """Remembers the latest message of ours in each conversation.

    Args:
        redis: where it is remembered.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def will_be_posted(self, closing: Closing, delivery: str, *, now: int) -> Posted:
        """Remember that a message is about to be posted, be it for the first time or once more.

        Which of the posts has its effect is not known when the reply to one got lost. So all that
        Dixa tells of the time from the first of them on may be an effect.

        Args:
            closing: says which conversation.
            delivery: names the message; it is the same each time that it is posted.
            now: the server's time, in milliseconds.

        Returns:
            What was remembered before.

        Raises:
            RedisError: the message should not be posted now.
        """
        key = _key(closing)
        before = dict(
            zip(_FIELDS, cast("list[str | None]", self._redis.hmget(key, _FIELDS)), strict=True)
        )
        if before["messaged_for"] != delivery:
            self._redis.hset(key, mapping={"messaged_for": delivery, "messaged_since": now})
        self._redis.hset(key, "messaged_at", now)
        return before

    def was_not_posted(self, closing: Closing, before: Posted) -> None:
        """Remember again what was remembered before `will_be_posted`, which returned it.

        Raises:
            RedisError: it may be remembered; a real reopening may then be taken for an effect.
        """
        key = _key(closing)
        for name, value in before.items():
            if value is None:
                self._redis.hdel(key, name)
            else:
                self._redis.hset(key, name, value)


def _key(closing: Closing) -> str:
    return keys.conversation_hash(keys.conversation(closing.organization, closing.conversation))
