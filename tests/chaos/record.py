"""What the service's record says of a conversation, as far as it is judged by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from redis import Redis

from service.lifecycle import keys
from service.lifecycle.customers import Customers
from service.lifecycle.links import lookup_key
from service.lifecycle.reading import LedgerEntry, read_ledger, surveys_of
from service.lifecycle.record import Survey
from service.sandbox.conversations import ORGANIZATION

OFFERING, ANSWERING = "sending the offer", "sending the answer"
"""How histories call what is noted before a request that can't be taken back."""


@dataclass(frozen=True, kw_only=True)
class Asking:
    """One survey.

    Args:
        id: of the survey.
        closed_at: when the closing happened that it is about, in milliseconds.
        agent: the id of who handled the conversation then.
        state: where it ended.
        reason: why, if that is noted.
        is_answered: whether a customer's answer is recorded.
        is_disowned: whether the customer is said not to have given it.
        offering: when it was noted that an offer is about to be sent, in seconds since the epoch.
        answering: when it was noted that the answer is about to be sent, likewise.
    """

    id: str
    closed_at: int
    agent: str | None = None
    state: str = "invited"
    reason: str | None = None
    is_answered: bool = False
    is_disowned: bool = False
    offering: tuple[float, ...] = ()
    answering: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """One conversation.

    Args:
        closings: when it closed, as far as that is known, in milliseconds.
        surveys: about it, oldest first.
        offers: how many offers are known for ours.
        is_opted_out: whether its customer is not to be asked any more.
    """

    closings: frozenset[int] = frozenset()
    surveys: tuple[Asking, ...] = ()
    offers: int = 0
    is_opted_out: bool = False


@dataclass(frozen=True, kw_only=True)
class Record:
    """All that is judged by; empty for a service that keeps no such record.

    Args:
        conversations: by their numbers.
        leads_to: the survey behind each token that a link had.
    """

    conversations: Mapping[int, Remembered] = field(default_factory=dict)
    leads_to: Mapping[str, str] = field(default_factory=dict)

    def survey_behind(self, link: str) -> str:
        """The id of the survey that a link leads to; without a record, what the link names."""
        token = token_of(link)
        return self.leads_to.get(token, token)


def read_record(redis: Redis, conversations: Iterable[int], links: Iterable[str]) -> Record:
    """What is kept of these conversations and links."""
    tokens = {token_of(link) for link in links}
    found = {token: redis.get(keys.link(lookup_key(token))) for token in tokens}
    return Record(
        conversations={number: _remembered(redis, number) for number in conversations},
        leads_to={token: str(survey) for token, survey in found.items() if survey},
    )


def token_of(link: str) -> str:
    """What a link names its survey by."""
    return urlsplit(link).path.removeprefix("/s/").partition("/")[0]


def _remembered(redis: Redis, number: int) -> Remembered:
    name = keys.conversation_hash(keys.conversation(ORGANIZATION.id, str(number)))
    surveys = surveys_of(redis, ORGANIZATION.id, str(number))
    closings = redis.zrange(f"{name}:closings", 0, -1, withscores=True)
    customers = Customers(redis)
    return Remembered(
        closings=frozenset(round(at) for _, at in closings),
        surveys=tuple(_asking(survey, read_ledger(redis, survey.id)) for survey in surveys),
        offers=redis.scard(f"{name}:offers"),
        is_opted_out=any(customers.is_opted_out(survey.closing) for survey in surveys),
    )


def _asking(survey: Survey, history: list[LedgerEntry]) -> Asking:
    return Asking(
        id=survey.id,
        closed_at=survey.closing.closed_at,
        agent=survey.closing.agent and survey.closing.agent.id,
        state=survey.state,
        reason=survey.reason,
        is_answered=survey.is_answered,
        is_disowned=survey.disowned_at is not None,
        offering=_times(history, OFFERING),
        answering=_times(history, ANSWERING),
    )


def _times(history: list[LedgerEntry], reason: str) -> tuple[float, ...]:
    return tuple(entry.at / 1000 for entry in history if entry.reason == reason)
