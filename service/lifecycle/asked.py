"""The conversations in which somebody was asked, lately."""

from collections.abc import Iterator
from itertools import islice
from typing import cast

from redis import Redis

from service.lifecycle import keys

_PAGE = 500


def asked_conversations(redis: Redis, *, since: int) -> Iterator[tuple[str, str]]:
    """Every conversation for which an offer was at least begun, each once.

    Args:
        redis: where surveys are kept.
        since: in milliseconds; surveys that ended, or were received, before are passed over.

    Yields:
        The organisation and the conversation.

    Raises:
        RedisError: they could not be read; some may have been given already.
    """
    given: set[str] = set()
    surveys = _recent(redis, since)
    while page := list(islice(surveys, _PAGE)):
        with redis.pipeline(transaction=False) as pipe:
            for survey_id, _ in page:
                name = keys.survey(survey_id)
                pipe.hmget(name, "conversation", "received_at", "baseline", "offer_id")
            found = cast("list[list[str | None]]", pipe.execute())
        for (_, earliest), (key, received_at, *offered) in zip(page, found, strict=True):
            is_recent = int(received_at or 0) >= earliest
            if key and is_recent and any(offered) and key not in given:
                given.add(key)
                organization, _, conversation = key.rpartition(":")
                yield organization, conversation


def _recent(redis: Redis, since: int) -> Iterator[tuple[str, int]]:
    """Ids, each with when the survey must at least have been received."""
    for survey_id, _ in redis.zscan_iter(keys.DUE, count=_PAGE):
        yield survey_id, since
    for survey_id in cast("list[str]", redis.zrangebyscore(keys.ENDED, since, "+inf")):
        yield survey_id, 0
