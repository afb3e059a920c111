"""The conversations in which somebody was asked, lately."""

from collections.abc import Iterator
from itertools import islice
from typing import cast

from redis import Redis

from service.lifecycle import keys

_PAGE = 500
_TIMES = ("received_at", "offer_sent_at", "offered_at")
"""The latest of these is when a survey was offered, or how far it has come on the way there."""


def asked_conversations(redis: Redis, *, since: int) -> Iterator[tuple[str, str]]:
    """Every conversation for which an offer was at least begun, each once.

    Args:
        redis: where surveys are kept.
        since: in milliseconds; surveys that ended before, or have not ended and were offered
            before, are passed over. What ended is known for eight days, or until its names are
            removed, if that is later.

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
                pipe.hmget(name, "conversation", "baseline", "offer_id", *_TIMES)
            found = cast("list[list[str | None]]", pipe.execute())
        for (_, earliest), (key, baseline, offer, *times) in zip(page, found, strict=True):
            is_recent = max(int(each or 0) for each in times) >= earliest
            if key and is_recent and (baseline or offer) and key not in given:
                given.add(key)
                organization, _, conversation = key.rpartition(":")
                yield organization, conversation


def _recent(redis: Redis, since: int) -> Iterator[tuple[str, int]]:
    """Ids, each with when the survey must at least have been offered."""
    for survey_id, _ in redis.zscan_iter(keys.DUE, count=_PAGE):
        yield survey_id, since
    for ended in (keys.LATELY_ENDED, keys.ENDED):
        for survey_id in cast("list[str]", redis.zrangebyscore(ended, since, "+inf")):
            yield survey_id, 0
