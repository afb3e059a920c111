"""What waits for a person, and what a person may do about it."""

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex
from typing import cast

from redis import Redis
from redis.client import Pipeline

from service.lifecycle import keys
from service.lifecycle.connection import store_errors
from service.lifecycle.errors import StoreUnavailable
from service.lifecycle.reading import read_listed
from service.lifecycle.scripts import Script
from service.lifecycle.states import State

_TRIES = 5
"""A worker may look at the survey in between; that it does so each time is out of the question."""

DROPPED_BY_HAND = "dropped by hand"
"""Why a survey that was given up is suppressed."""

_SHOWN = ("conversation", "parked_from", "reason", "answered_at")


class NotParked(Exception):  # noqa: N818 - says what is the case, as callers put it
    """There is nothing to be done by hand: the survey is not parked.

    Args:
        survey_id: which.
        state: where it is instead; empty if there is no such survey.
        reason: why it is there.
    """

    def __init__(self, survey_id: str, state: str, reason: str = "") -> None:
        found = f"survey {survey_id} is not parked but {state}"
        if reason == DROPPED_BY_HAND:
            found = f"survey {survey_id} was dropped by hand already"
        unknown = f"nothing called {survey_id} is parked: `parked list` shows what is"
        super().__init__(found if state else unknown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """A survey that waits for a person. What can't be read of it may itself be the reason.

    Args:
        survey_id: which.
        conversation: Dixa's number of its conversation.
        since: when it was parked, in milliseconds.
        came_from: the state it was in before.
        reason: why it stopped.
        is_answered: whether its customer has answered.
    """

    survey_id: str
    conversation: str
    since: int
    came_from: str
    reason: str
    is_answered: bool


class Parking:
    """The surveys that wait for a person.

    Args:
        redis: where surveys are kept.
        hint: adds the hint for a survey in a state to the transaction that lets it go on.
    """

    def __init__(self, redis: Redis, *, hint: Callable[[Pipeline, str, State], None]) -> None:
        self._redis = redis
        self._hint = hint
        self._retry = Script("retry")
        self._drop = Script("drop")

    def parked(self) -> list[Parked]:
        """Every parked survey, the one that has waited longest first.

        Raises:
            StoreUnavailable: they could not be read.
        """
        with store_errors():
            rows = read_listed(self._redis, keys.PARKED, keys.survey, *_SHOWN)
        return [_parked(*row) for row in rows]

    def retry(self, survey_id: str) -> None:
        """Let a survey go on from where it stopped; repeating that changes nothing.

        Raises:
            NotParked: it does not wait for a person.
            StoreUnavailable: nothing is known; the same call may be made again.
        """
        with store_errors():
            came_from = cast("str", self._redis.hget(keys.survey(survey_id), "parked_from"))
        state = State(came_from) if came_from in frozenset(State) else State.PARKED
        self._run(self._retry, survey_id, along=lambda pipe: self._hint(pipe, survey_id, state))

    def drop(self, survey_id: str) -> None:
        """Give a survey up; repeating that changes nothing.

        Raises:
            NotParked: it does not wait for a person.
            StoreUnavailable: nothing is known; the same call may be made again.
        """
        self._run(self._drop, survey_id)

    def _run(
        self, script: Script, survey_id: str, along: Callable[[Pipeline], None] | None = None
    ) -> None:
        operation = token_hex(8)
        for _ in range(_TRIES):
            with store_errors():
                token = cast("str | None", self._redis.hget(keys.survey(survey_id), "token")) or ""
                status, *state = script.run(self._redis, survey_id, operation, token, along=along)
            if status == "done":
                return
            if status == "not_parked":
                raise NotParked(survey_id, *state)
        raise StoreUnavailable(f"survey {survey_id} changes all the time")


def _parked(survey_id: str, since: float, shown: list[str | None]) -> Parked:
    conversation, came_from, reason, answered_at = (each or "" for each in shown)
    return Parked(
        survey_id=survey_id,
        conversation=conversation.rpartition(":")[2],
        since=int(since),
        came_from=came_from,
        reason=reason,
        is_answered=bool(answered_at),
    )
