"""How a worker gets hold of a survey, and changes it while it holds it.

A worker claims a survey for a while (the lease) and is given a token. Each change names the token
and uses it up; one made after somebody else has claimed the survey is refused, so a worker that
froze and woke up overwrites nothing. Each change also carries an id of its own, so that the client
may repeat it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from secrets import token_hex

from redis import Redis

from service.lifecycle.errors import RecordUnreadable
from service.lifecycle.reading import survey_from_hash
from service.lifecycle.record import Survey
from service.lifecycle.scripts import Script
from service.lifecycle.states import State

NOW = "@now"
"""As a field's value: the server's own time, in milliseconds."""

_LOOK_AGAIN_MS = 24 * 3_600_000
"""At what can't be read, in case that a newer version came."""

Value = str | int | None
"""A field's new value; None removes the field."""


class NotClaimed(StrEnum):
    """Why a worker was not given a survey; none of them is a fault."""

    GONE = "gone"
    PASSED = "passed"
    BUSY = "busy"
    EARLY = "early"
    PARKED = "parked"
    UNREADABLE = "unreadable"


class NotBegun(StrEnum):
    """Why a survey may not be offered now; nothing was changed."""

    OPTED_OUT = "opted out"
    COOL_DOWN = "cool-down"
    UNSETTLED = "unsettled"


class LeaseLost(Exception):  # noqa: N818 - says what is the case, as callers put it
    """Somebody else holds the survey, or it has moved on: stop, and change nothing more."""


class Overtaken(Exception):  # noqa: N818 - says what is the case, as callers put it
    """The open offer that was to be taken over is open no more; the survey is still held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A survey lent to one worker.

    Args:
        survey: the record when it was claimed, and as changed since by this lease.
        token: grows with each lease of the survey, and with each change.
        now: the server's time at the claim or the last change, in milliseconds.
    """

    survey: Survey
    token: str
    now: int


class Leases:
    """Lends surveys to workers and takes their changes.

    Args:
        redis: where surveys are kept.
        lease_seconds: how long a survey is lent.
        poison_after: so many workers dead over one survey within 72 hours park it.
    """

    def __init__(self, redis: Redis, *, lease_seconds: float, poison_after: int = 3) -> None:
        self._redis = redis
        self._lease_ms = round(lease_seconds * 1000)
        self._poison_after = poison_after
        self._claim = Script("claim")
        self._change = Script("change")
        self._begin_offer = Script("begin_offer")
        self._offered = Script("offered")

    def claim(self, survey_id: str, states: frozenset[State]) -> Lease | NotClaimed:
        """Borrow a survey that is in one of these states, is due, and that nobody holds.

        One whose record can't be read is parked: somebody has to look at it.

        Raises:
            RedisError: nothing is known; a lease that was given lapses by itself.
        """
        owner = token_hex(8)
        status, *rest = self._claim.run(
            self._redis, survey_id, owner, self._lease_ms, self._poison_after, *sorted(states)
        )
        if status != "claimed":
            return NotClaimed(status)
        token, now, flat = rest
        data = dict(zip(flat[::2], flat[1::2], strict=True))
        try:
            return Lease(survey=survey_from_hash(survey_id, data), token=token, now=int(now))
        except RecordUnreadable as error:
            self._set_aside(survey_id, token, state=data["state"], reason=str(error))
            return NotClaimed.UNREADABLE

    def keep(
        self,
        lease: Lease,
        fields: Mapping[str, Value],
        *,
        to: State | None = None,
        reason: str = "",
    ) -> Lease:
        """Change fields, perhaps with a new state, and go on holding the survey.

        Returns:
            The lease to go on with, with the server's time; its survey has the new state.

        Raises:
            LeaseLost: nothing was changed.
            RedisError: nothing is known; the change may be made again under a new lease.
        """
        state = to or lease.survey.state
        now = self._run(lease, state, reason, (self._lease_ms, "keep", json.dumps(fields)))
        token = str(int(lease.token) + 1)
        return replace(lease, survey=replace(lease.survey, state=state), token=token, now=now)

    def release(
        self,
        lease: Lease,
        to: State,
        *,
        reason: str = "",
        due_in: float = 0,
        fields: Mapping[str, Value] | None = None,
    ) -> None:
        """Move the survey and give it back, to be looked at again in `due_in` seconds.

        Raises:
            LeaseLost: nothing was changed.
            RedisError: nothing is known; the lease lapses by itself.
        """
        due_ms = max(0, round(due_in * 1000))
        self._run(lease, to, reason, (due_ms, "release", json.dumps(fields or {})))

    def begin_offer(self, lease: Lease, fields: Mapping[str, Value]) -> Lease | NotBegun:
        """Take the customer's turn for the survey's rating type, and move it to offering.

        Until it is known what became of the offer, no other survey with a cool-down gets the turn.

        Args:
            lease: a survey that is scheduled, or offering with nothing sent.
            fields: changes; none of them removes a field.

        Returns:
            The lease to go on with; or why not.

        Raises:
            LeaseLost: nothing was changed.
            RedisError: nothing is known; the same may be tried again under a new lease.
        """
        status, *now = self._begin_offer.run(
            self._redis,
            lease.survey.id,
            token_hex(8),
            lease.token,
            self._lease_ms,
            json.dumps(fields),
        )
        if status == "refused":
            raise LeaseLost(lease.survey.id)
        if status != "done":
            return NotBegun(status)
        survey = replace(lease.survey, state=State.OFFERING)
        return replace(lease, survey=survey, token=str(int(lease.token) + 1), now=int(now[0]))

    def offered(
        self, lease: Lease, offer_id: str, *, link: str, predecessor: str = "", reason: str = ""
    ) -> None:
        """Record that Dixa has the offer; earlier unanswered surveys are superseded by this one.

        Args:
            lease: the survey that is asked.
            offer_id: Dixa's id of the offer.
            link: the look-up key of the survey's token.
            predecessor: the survey whose open offer is taken over, which must still be unanswered.
            reason: for the ledger.

        Raises:
            LeaseLost: nothing was changed.
            Overtaken: the predecessor was answered, or waits no more; nothing was changed.
            RedisError: nothing is known; the lease lapses by itself.
        """
        answer = self._offered.run(
            self._redis,
            lease.survey.id,
            token_hex(8),
            lease.token,
            offer_id,
            link,
            predecessor,
            reason,
        )
        if answer == "overtaken":
            raise Overtaken(predecessor)
        if answer != "done":
            raise LeaseLost(lease.survey.id)

    def _set_aside(self, survey_id: str, token: str, *, state: str, reason: str) -> None:
        operation, rest = token_hex(8), (_LOOK_AGAIN_MS, "release", "{}")
        self._change.run(
            self._redis, survey_id, operation, token, state, State.PARKED, reason, *rest
        )

    def _run(self, lease: Lease, to: State, reason: str, rest: tuple[int, str, str]) -> int:
        status, *now = self._change.run(
            self._redis,
            lease.survey.id,
            token_hex(8),
            lease.token,
            lease.survey.state,
            to,
            reason,
            *rest,
        )
        if status != "done":
            raise LeaseLost(lease.survey.id)
        return int(now[0])
