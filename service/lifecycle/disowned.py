"""Answers that Dixa has, or may have, and whose customers say that they did not give them."""

from typing import cast

from redis import Redis

from service.lifecycle import keys
from service.lifecycle.reading import read_survey
from service.lifecycle.record import Survey


def disowned_surveys(redis: Redis, *, since: int) -> list[Survey]:
    """The surveys whose customers said so since then, the one that said so first comes first.

    Args:
        redis: where surveys are kept; this is remembered for a year.
        since: in milliseconds.

    Raises:
        RedisError: they could not be read.
        RecordUnreadable: of one of them.
    """
    ids = cast("list[str]", redis.zrangebyscore(keys.DISOWNED, since, "+inf"))
    return [survey for each in ids if (survey := read_survey(redis, each))]
