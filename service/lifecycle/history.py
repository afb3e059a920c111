"""What was recorded about conversations, read again later; nothing here changes anything."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import cast

from redis import Redis

from service.lifecycle import keys
from service.lifecycle.customers import Customers
from service.lifecycle.reading import (
    LedgerEntry,
    find_conversations,
    read_ledger,
    reopened_at,
)
from service.lifecycle.record import Closing, Survey

_PAGE = 1000
"""Conversations looked for at once: few enough to be no burden to the server or to memory."""


def recorded_closings(redis: Redis, *, since: int) -> Iterator[list[Closing]]:
    """The closings of one conversation after the other, in no particular order of conversations.

    They are kept for eight days, the latest twenty of each conversation, and removed with a
    survey's personal data. One page of them is held at a time.

    Args:
        redis: where they are kept.
        since: leave out what closed before, in milliseconds.

    Yields:
        The closings of a conversation that has any, oldest first.

    Raises:
        RedisError: they could not be read; some may have been given already.
    """
    known: set[str] = set()
    for page in _pages(redis):
        fresh = set(page) - known  # the server may name a key twice while it rearranges its table
        known |= fresh
        yield from filter(None, _read(redis, fresh, since))


def closing_times(redis: Redis, organization: str, conversation: str) -> frozenset[int]:
    """When a conversation is known to have closed, in milliseconds.

    Closings are removed with a survey's personal data; that each survey's own is known stays.

    Raises:
        RedisError: it could not be read.
    """
    name = keys.conversation(organization, conversation)
    kept = cast("list[tuple[str, float]]", redis.zrange(_key(name), 0, -1, withscores=True))
    ids = cast("list[str]", redis.lrange(f"{keys.conversation_hash(name)}:surveys", 0, -1))
    own = [cast("str | None", redis.hget(keys.survey(each), "closed_at")) for each in ids]
    return frozenset([*(int(at) for _, at in kept), *(int(at) for at in own if at)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A conversation was opened again.

    Args:
        at: when, in milliseconds.
        is_echo: whether it was a message of ours that opened it, so that it counts for nothing.
    """

    at: int
    is_echo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that is known of one conversation, each part oldest first.

    Args:
        closings: those that are still kept, and those that surveys are about.
        openings: the latest twenty times that it was opened again.
        surveys: each with its ledger.
        opted_out_at: when the customer said, here or elsewhere, that they don't want to be asked
            any more; in milliseconds.
    """

    closings: tuple[Closing, ...]
    openings: tuple[Opening, ...]
    surveys: tuple[tuple[Survey, tuple[LedgerEntry, ...]], ...]
    opted_out_at: int | None = None


def histories_of(redis: Redis, conversation: str) -> list[History]:
    """The history of a conversation id: one for each organisation that has such a conversation.

    Raises:
        RedisError: it could not be read.
    """
    surveys = find_conversations(redis, conversation)
    groups = groupby(surveys, key=lambda survey: survey.closing.organization)
    return [_history(redis, list(group)) for _, group in groups]


def _history(redis: Redis, surveys: list[Survey]) -> History:
    latest = surveys[-1].closing
    key = _key(keys.conversation(latest.organization, latest.conversation))
    [recorded] = _read(redis, [key], 0)
    closings = {each.event_id: each for each in [*recorded, *(s.closing for s in surveys)]}
    return History(
        closings=tuple(sorted(closings.values(), key=lambda closing: closing.closed_at)),
        openings=tuple(_openings(redis, latest)),
        surveys=tuple((survey, tuple(read_ledger(redis, survey.id))) for survey in surveys),
        opted_out_at=Customers(redis).opted_out_at(latest),
    )


def _openings(redis: Redis, closing: Closing) -> Iterator[Opening]:
    name = keys.conversation(closing.organization, closing.conversation)
    key = f"{keys.conversation_hash(name)}:openings"
    texts = cast("list[str]", redis.zrange(key, 0, -1))
    latest = reopened_at(redis, closing)
    if not texts and latest:  # an earlier version kept nothing but this one
        yield Opening(at=latest)
    for text in texts:
        at, _, echo = text.partition(" ")
        yield Opening(at=int(at), is_echo=bool(echo))


def _pages(redis: Redis) -> Iterator[list[str]]:
    cursor: int | None = None
    while cursor != 0:
        answer = redis.scan(cursor or 0, match=_key("*"), count=_PAGE)
        cursor, page = cast("tuple[int, list[str]]", answer)
        yield page


def _read(redis: Redis, names: Collection[str], since: int) -> Iterator[list[Closing]]:
    with redis.pipeline(transaction=False) as pipe:
        for name in names:
            pipe.zrangebyscore(name, since, "+inf")
        answers = cast("list[list[str]]", pipe.execute())
    for texts in answers:
        yield [Closing.from_json(text) for text in texts]


def _key(conversation: str) -> str:
    return f"{keys.conversation_hash(conversation)}:closings"
