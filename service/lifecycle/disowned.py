"""Answers that Dixa may have, and whose customers say that they did not give them."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import cast

from redis import Redis

from service.lifecycle import keys
from service.lifecycle.reading import read_survey
from service.lifecycle.record import Survey

_PAGE = 500


def disowned_surveys(redis: Redis, *, since: int) -> list[Survey]:
    """The surveys whose customers said so since then, the one that said so first comes first.

    Args:
        redis: where surveys are kept.
        since: in milliseconds.

    Raises:
        RedisError: they could not be read.
        RecordUnreadable: of one of them.
    """
    surveys = (read_survey(redis, survey_id) for survey_id in _ids(redis, since))
    return sorted(filter(None, surveys), key=lambda survey: survey.disowned_at or 0)


def _ids(redis: Redis, since: int) -> Iterator[str]:
    waiting = (survey_id for survey_id, _ in redis.zscan_iter(keys.DUE, count=_PAGE))
    every = chain(waiting, cast("list[str]", redis.zrange(keys.ENDED, 0, -1)))
    while page := list(islice(every, _PAGE)):
        with redis.pipeline(transaction=False) as pipe:
            for survey_id in page:
                pipe.hget(keys.survey(survey_id), "disowned_at")
            said = cast("list[str | None]", pipe.execute())
        for survey_id, at in zip(page, said, strict=True):
            if at and int(at) >= since:
                yield survey_id
