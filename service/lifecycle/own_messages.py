"""When we write into conversations: a reopening that follows may be the effect of that."""

from redis import Redis

from service.lifecycle import keys
from service.lifecycle.record import Closing


class OwnMessages:
    """Remembers the latest message of ours in each conversation.

    Args:
        redis: where it is remembered.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def will_be_posted(self, closing: Closing, delivery: str, *, now: int) -> None:
        """Remember that a message is about to be posted, be it for the first time or once more.

        Which of the posts has its effect is not known when the reply to one got lost. So all that
        Dixa tells of the time from the first of them on may be an effect.

        Args:
            closing: says which conversation.
            delivery: names the message; it is the same each time that it is posted.
            now: the server's time, in milliseconds.

        Raises:
            RedisError: the message should not be posted now.
        """
        key = _key(closing)
        is_known = self._redis.hget(key, "messaged_for") == delivery
        if not is_known:
            self._redis.hset(key, mapping={"messaged_for": delivery, "messaged_since": now})
        self._redis.hset(key, "messaged_at", now)

    def was_not_posted(self, closing: Closing, *, now: int) -> None:
        """Forget what `will_be_posted` was told with the same time, unless it was posted before.

        Raises:
            RedisError: it may be remembered; a real reopening may then be taken for an effect.
        """
        key = _key(closing)
        if self._redis.hget(key, "messaged_since") == str(now):
            self._redis.hdel(key, "messaged_for", "messaged_since", "messaged_at")


def _key(closing: Closing) -> str:
    return keys.conversation_hash(keys.conversation(closing.organization, closing.conversation))
