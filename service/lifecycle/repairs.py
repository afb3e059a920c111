"""What is put right in the record after it was compared with Dixa."""

from collections.abc import Callable
from secrets import token_hex
from typing import cast

from redis import Redis
from redis.client import Pipeline

from service.lifecycle import keys
from service.lifecycle.scripts import Script
from service.lifecycle.states import State


class Repairs:
    """Puts the record right, in ways that may be repeated.

    Args:
        redis: where surveys are kept.
        hint: adds the hint for a survey in a state to the transaction that changes it.
    """

    def __init__(self, redis: Redis, *, hint: Callable[[Pipeline, str, State], None]) -> None:
        self._redis = redis
        self._hint = hint
        self._resubmit = Script("resubmit")
        self._stray = Script("stray")

    def resubmit(self, survey_id: str) -> bool:
        """Have a submitted answer submitted once more; the job looks again before it sends.

        Returns:
            Whether it will be; not if it was once already, or the survey is in another state by
            now.

        Raises:
            RedisError: nothing is known; the same call may be made again.
        """
        token = cast("str | None", self._redis.hget(keys.survey(survey_id), "token")) or ""
        answer = self._resubmit.run(
            self._redis,
            survey_id,
            token_hex(8),
            token,
            along=lambda pipe: self._hint(pipe, survey_id, State.SUBMITTING),
        )
        return bool(answer == "done")

    def know_stray(self, survey_id: str, offer_id: str) -> bool:
        """Remember that an offer, which the survey has in Dixa besides its own, is ours.

        Returns:
            Whether that is news.

        Raises:
            RedisError: nothing is known; the same call may be made again.
        """
        return bool(self._stray.run(self._redis, survey_id, offer_id) == "done")
