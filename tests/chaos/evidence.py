"""What a run leaves behind, to be judged: ledgers, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from service.sandbox.played_dixa import Ledger

from .notes import Notes
from .record import Record

POISON = "poison"
"""What a survey is parked as when workers died over it: here, because they were killed."""

AUDITED = "found."
"""Ends the last line of an audit that has come to its end."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The ledgers of a run.

    Args:
        dixa: what Dixa was asked, and did.
        notes: what the load did, and was answered.
        invited: the links that reached each conversation's customer.
        became_quiet: whether nothing was left to be done, before patience ended.
        record: what the service's own record says after an audit.
        parked: for each survey that was parked, its conversation and the reason; those parked for
            an injected cause were let go on afterwards, as a person would.
        parked_at_last: the same, of those that were parked when all was over.
        audit: what the audit said.
        stuck: surveys that wait for something but a customer or a person, by state.
        revoked: from when to when Dixa refused the token, in seconds since the epoch.
        redis_away: from when to when Redis was dead or silent, by the monotonic clock.
    """

    dixa: Ledger
    notes: Notes
    invited: Mapping[int, set[str]]
    became_quiet: bool = True
    record: Record = field(default_factory=Record)
    parked: Sequence[tuple[int, str]] = ()
    parked_at_last: Sequence[tuple[int, str]] = ()
    audit: Sequence[str] = ()
    stuck: Mapping[str, int] = field(default_factory=dict)
    revoked: Sequence[float] = ()
    redis_away: Sequence[tuple[float, float]] = ()
