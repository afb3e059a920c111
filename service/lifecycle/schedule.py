"""What is due, and what may be forgotten."""

from dataclasses import replace
from datetime import timedelta
from time import time
from typing import cast

from redis import Redis

from service.lifecycle import keys
from service.lifecycle.errors import RecordUnreadable
from service.lifecycle.reading import read_survey
from service.lifecycle.record import Closing
from service.lifecycle.scripts import Script
from service.lifecycle.states import State

_KNOWN = frozenset(State)
_DAY_MS = 24 * 3_600_000


class Schedule:
    """The clockwork's view of the record: any number of sweeps may read it at once.

    Args:
        redis: where surveys are kept.
        ahead_seconds: how far what was taken is pushed ahead, to come again if its hint is lost.
    """

    def __init__(self, redis: Redis, *, ahead_seconds: float) -> None:
        self._redis = redis
        self._ahead_ms = round(ahead_seconds * 1000)
        self._take_due = Script("take_due")
        self._redact = Script("redact")

    def take_due(self, limit: int) -> list[tuple[str, State]]:
        """Surveys to look at now, with their states: answers first, and each oldest first.

        One in a state that this version does not know waits for a version that does: after a
        rollback it must not keep the others from being looked at.

        Raises:
            RedisError: nothing is lost; the same surveys are due again.
        """
        rows = self._take_due.run(self._redis, limit, self._ahead_ms)
        return [(survey_id, State(state)) for survey_id, state in rows if state in _KNOWN]

    def due_last(self, limit: int) -> list[str]:
        """The ids of the surveys that are looked at last of all, the very last first.

        Raises:
            RedisError: they could not be read.
        """
        return cast("list[str]", self._redis.zrevrange(keys.DUE, 0, limit - 1))

    def redact_ended(self, retention: timedelta, limit: int) -> int:
        """Remove names, addresses and comments of surveys that ended longer ago than `retention`.

        Returns:
            How many surveys were redacted.

        Raises:
            RedisError: some may have been; the rest comes next time.
        """
        before = round((time() - retention.total_seconds()) * 1000)
        ids = cast("list[str]", self._redis.zrangebyscore(keys.ENDED, "-inf", before, 0, limit))
        for survey_id in ids:
            self._redact_one(survey_id)
        return len(ids)

    def _redact_one(self, survey_id: str) -> None:
        try:
            survey = read_survey(self._redis, survey_id)
        except RecordUnreadable:
            # It must not keep the others from being redacted; a newer version may come.
            self._redis.zincrby(keys.ENDED, _DAY_MS, survey_id)
            return
        if survey:
            self._redact.run(self._redis, survey_id, _without_names(survey.closing).to_json())
        else:
            self._redis.zrem(keys.ENDED, survey_id)
            self._redis.zrem(keys.LATELY_ENDED, survey_id)


def _without_names(closing: Closing) -> Closing:
    return replace(
        closing,
        customer=replace(closing.customer, name=None, email=None, phone=None),
        subject=None,
    )
