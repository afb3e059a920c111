"""Workers, and a memory of which of them may write.

It is the one whose claim or change of a survey was the last thing that happened to it. Whatever
anybody else does to a survey must make its token grow, and takes it from the worker that holds it.
"""

from collections import Counter
from collections.abc import Callable, Mapping

import pytest
from record_truth import is_waiting
from redis import Redis

from service.lifecycle import keys
from service.lifecycle.leases import (
    Lease,
    LeaseLost,
    Leases,
    NotBegun,
    NotClaimed,
    Overtaken,
    Value,
)
from service.lifecycle.links import Links, lookup_key
from service.lifecycle.record import Survey
from service.lifecycle.states import ENDED, RANKS, State

OPEN = frozenset(RANKS) - ENDED
OFFERING = frozenset({State.OFFERING, State.OFFER_UNKNOWN})
POISON_AFTER = 2
LEASE_SECONDS = 600
FAR_MS = 4_000_000_000_000
HOLD_MS = {"77": 600_000, "78": 0}
"""How long answers are held, by conversation."""

SCHEDULED_WITH: Mapping[str, Value] = {"expires_at": FAR_MS, "rating_type": "Csat"}

LEADS_TO: dict[State, tuple[State, ...]] = {
    State.RECEIVED: (State.SCHEDULED, State.SUPPRESSED, State.EXPIRED, State.RECEIVED),
    State.SCHEDULED: (State.OFFERING, State.SCHEDULED, State.SUPPRESSED, State.EXPIRED),
    State.OFFERING: (State.OFFER_UNKNOWN, State.OFFERING, State.PARKED, State.CANCELLED),
    State.OFFER_UNKNOWN: (State.OFFERING, State.OFFER_UNKNOWN, State.PARKED, State.EXPIRED),
    State.OFFERED: (State.INVITED, State.OFFERED, State.PARKED, State.EXPIRED),
    State.INVITED: (State.INVITED, State.PARKED, State.EXPIRED),
    State.ANSWERED: (State.SUBMITTING, State.ANSWERED, State.PARKED),
    State.SUBMITTING: (State.SUBMITTED, State.SUBMIT_UNKNOWN, State.SUBMITTING, State.PARKED),
    State.SUBMIT_UNKNOWN: (State.SUBMITTED, State.SUBMITTING, State.SUBMIT_UNKNOWN, State.PARKED),
    State.PARKED: (State.PARKED, State.EXPIRED),
}
"""Where a worker may put a survey, the usual way first; an offer is recorded by itself."""


class Workers:
    """All of them.

    Args:
        redis: where surveys are kept.
        links: makes the links of what is offered.
    """

    def __init__(self, redis: Redis, links: Links) -> None:
        self._redis = redis
        self._leases = Leases(redis, lease_seconds=LEASE_SECONDS, poison_after=POISON_AFTER)
        self._links = links
        self._lapsed: set[str] = set()
        self._deaths: Counter[str] = Counter()
        self._tokens: Counter[str] = Counter()
        self.holders: dict[str, Lease] = {}
        self.put_off: dict[str, None] = {}
        self.offering: list[Lease] = []

    def can_take(self, survey: Survey) -> bool:
        return survey.state in OPEN and survey.id not in {*self.holders, *self.put_off}

    def claim(self, survey: Survey) -> Lease | None:
        expected = self._expected_claim(survey)
        found = self._leases.claim(survey.id, OPEN & {survey.state})
        self._lapsed.discard(survey.id)
        if isinstance(found, NotClaimed):
            # A claim that parked the survey, and was then repeated, is told that this is over.
            is_parked = {expected, found} == {NotClaimed.PARKED, NotClaimed.PASSED}
            assert found is expected or is_parked
            return None
        assert expected is None
        assert found.survey == survey
        assert int(found.token) > self._tokens[survey.id]
        self._tokens[survey.id] = int(found.token)
        return self._hold(found)

    def keep(self, lease: Lease, to: State | None, fields: Mapping[str, Value]) -> Lease | None:
        kept: list[Lease] = []
        if self._write(lease, lambda: kept.append(self._leases.keep(lease, fields, to=to))):
            return self._hold(kept[0])
        return None

    def release(self, lease: Lease, to: State, *, due_in: float = 0) -> None:
        hold_ms = HOLD_MS[lease.survey.closing.conversation]
        fields = {**SCHEDULED_WITH, "hold_ms": hold_ms} if to is State.SCHEDULED else {}
        is_done = self._write(
            lease,
            lambda: self._leases.release(lease, to, reason="why", due_in=due_in, fields=fields),
        )
        if is_done:
            self._lose(lease.survey.id)
        if is_done and due_in:
            self.put_off[lease.survey.id] = None

    def release_backwards(self, lease: Lease, to: State) -> None:
        assert not _is_taken(lambda: self._leases.release(lease, to))

    def begin_offer(self, lease: Lease, *, is_opted_out: bool) -> Lease | None:
        can_begin = lease.survey.state in {State.SCHEDULED, State.OFFERING}
        if is_opted_out and can_begin and self.holders.get(lease.survey.id) is lease:
            assert self._leases.begin_offer(lease, {}) is NotBegun.OPTED_OUT
            return None
        begun: list[Lease | NotBegun] = []
        is_done = self._write(
            lease, lambda: begun.append(self._leases.begin_offer(lease, {})), if_only=can_begin
        )
        return self._hold(begun[0]) if is_done and isinstance(begun[0], Lease) else None

    def offer(self, lease: Lease, predecessor: Survey | None = None) -> None:
        link = lookup_key(self._links.token(lease.survey.id))
        name = predecessor.id if predecessor else ""
        is_held = self.holders.get(lease.survey.id) is lease and lease.survey.state in OFFERING
        if predecessor and is_held and not is_waiting(predecessor):
            with pytest.raises(Overtaken):
                self._leases.offered(lease, "offer", link=link, predecessor=name)
            return
        is_done = self._write(
            lease, lambda: self._leases.offered(lease, "offer", link=link, predecessor=name)
        )
        if is_done:
            self._lose(lease.survey.id)

    def begin(self, survey: Survey) -> Lease | None:
        """Take a survey, as far as a job does before it asks anybody else."""
        lease = self.claim(survey)
        is_next_noted = survey.state in {State.SCHEDULED, State.ANSWERED}
        if lease and is_next_noted:
            return self.keep(lease, LEADS_TO[survey.state][0], {})
        return lease

    def complete(self, lease: Lease) -> None:
        """Do the rest of what such a job does when all goes well."""
        if lease.survey.state in OFFERING:
            self.offer(lease)
        else:
            self.release(lease, LEADS_TO[lease.survey.state][0])

    def freeze(self, survey_id: str) -> None:
        """The holder does nothing until its lease has run out."""
        self._redis.hset(keys.survey(survey_id), "lease_until", 1)
        self._lapsed.add(survey_id)

    def wait(self, survey_id: str) -> None:
        """The time comes until which a survey was put off."""
        self._redis.hdel(keys.survey(survey_id), "not_before")
        del self.put_off[survey_id]

    def forgive(self, survey_id: str) -> None:
        """A person lets a parked survey go on: at once, and the dead are not held against it."""
        self._tokens[survey_id] += 1
        self._lose(survey_id)
        del self._deaths[survey_id]

    def notice(self, survey: Survey, token: int) -> None:
        """Notice what a survey's token is now: if it grew, somebody has taken the survey away.

        If a customer did, by an answer, it is held for a while.
        """
        assert token >= self._tokens[survey.id]
        if token > self._tokens[survey.id]:
            self._tokens[survey.id] = token
            self._lose(survey.id)
            if survey.state is State.ANSWERED and survey.hold_ms:
                self.put_off[survey.id] = None

    def _expected_claim(self, survey: Survey) -> NotClaimed | None:
        if survey.state in ENDED:
            return NotClaimed.PASSED
        if survey.id in self.holders and survey.id not in self._lapsed:
            return NotClaimed.BUSY
        if survey.id in self.put_off:
            return NotClaimed.EARLY
        self._deaths[survey.id] += survey.id in self.holders
        is_poison = survey.id in self.holders and self._deaths[survey.id] >= POISON_AFTER
        return NotClaimed.PARKED if is_poison and survey.state is not State.PARKED else None

    def _hold(self, lease: Lease) -> Lease:
        self.holders[lease.survey.id] = lease
        if lease.survey.state in OFFERING:
            self.offering.append(lease)
        return lease

    def _write(self, lease: Lease, write: Callable[[], None], *, if_only: bool = True) -> bool:
        """Write, which must be taken from the one holder, and from nobody else."""
        survey_id = lease.survey.id
        is_done = _is_taken(write)
        assert is_done == (self.holders.get(survey_id) is lease and if_only)
        self._tokens[survey_id] += is_done
        return is_done

    def _lose(self, survey_id: str) -> None:
        self.holders.pop(survey_id, None)
        self.put_off.pop(survey_id, None)
        self._lapsed.discard(survey_id)


def _is_taken(write: Callable[[], None]) -> bool:
    try:
        write()
    except LeaseLost:
        return False
    return True
