"""What a run leaves behind, to be judged: ledgers, and nothing else."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from redis import Redis

from service.lifecycle import keys
from service.lifecycle.reading import read_ledger, surveys_of
from service.sandbox.conversations import ORGANIZATION
from service.sandbox.played_dixa import Ledger

from .notes import Notes

POISON = "poison"
"""What a survey is parked as when workers died over it: here, because they were killed."""

AUDITED = "found."
"""Ends the last line of an audit that has come to its end."""

INTENTS = {"sending the offer", "sending the answer"}


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The ledgers of a run.

    Args:
        dixa: what Dixa was asked, and did.
        notes: what the load did, and was answered.
        invited: the links that reached each conversation's customer.
        parked: for each survey that was parked, its conversation and the reason; those parked for
            an injected cause were let go on afterwards, as a person would.
        intents: when the service noted, for each conversation, that it was about to send
            something, in seconds since the epoch.
        known_offers: how many offers the service's record knows for each conversation, after an
            audit; none from a service that keeps no such record.
        audit: what the audit said.
        stuck: surveys that wait for something but a customer or a person, by state.
        revoked: from when to when Dixa refused the token, in seconds since the epoch.
        redis_away: from when to when Redis was dead or silent, by the monotonic clock.
    """

    dixa: Ledger
    notes: Notes
    invited: Mapping[int, set[str]]
    parked: Sequence[tuple[int, str]] = ()
    intents: Mapping[int, Sequence[float]] = field(default_factory=dict)
    known_offers: Mapping[int, int] = field(default_factory=dict)
    audit: Sequence[str] = ()
    stuck: Mapping[str, int] = field(default_factory=dict)
    revoked: Sequence[float] = ()
    redis_away: Sequence[tuple[float, float]] = ()


def intents(redis: Redis, conversations: Iterable[int]) -> dict[int, list[float]]:
    """When something was about to be sent, by the histories of the surveys."""
    return {number: sorted(_intents(redis, number)) for number in conversations}


def known_offers(redis: Redis, conversations: Iterable[int]) -> dict[int, int]:
    """How many offers are known for ours, of each conversation."""
    names = {number: keys.conversation(ORGANIZATION.id, str(number)) for number in conversations}
    return {
        number: redis.scard(f"{keys.conversation_hash(name)}:offers")
        for number, name in names.items()
    }


def _intents(redis: Redis, conversation: int) -> Iterator[float]:
    for survey in surveys_of(redis, ORGANIZATION.id, str(conversation)):
        for entry in read_ledger(redis, survey.id):
            if entry.reason in INTENTS:
                yield entry.at / 1000
