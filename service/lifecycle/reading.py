"""Looking at the record without changing it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from redis import Redis

from service.lifecycle import keys
from service.lifecycle.errors import RecordUnreadable
from service.lifecycle.record import Closing, Survey


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One line of a survey's history; `at` in milliseconds, `before` None for its beginning."""

    at: int
    before: str | None
    after: str
    reason: str | None


def read_survey(redis: Redis, survey_id: str) -> Survey | None:
    """A survey by its id, or None.

    Raises:
        RecordUnreadable: this version does not understand what is kept of it.
        RedisError: it could not be read.
    """
    data = cast("dict[str, str]", redis.hgetall(keys.survey(survey_id)))
    return survey_from_hash(survey_id, data) if "state" in data else None


def survey_from_hash(survey_id: str, data: dict[str, str]) -> Survey:
    """A survey from what Redis keeps of it; an empty text stands for no value.

    Raises:
        RecordUnreadable: this version does not understand it.
    """
    try:
        return Survey.from_hash(survey_id, {name: value for name, value in data.items() if value})
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise RecordUnreadable(survey_id, error) from error


def read_listed(
    redis: Redis, listing: str, key_of: Callable[[str], str], *fields: str
) -> list[tuple[str, float, list[str | None]]]:
    """What a sorted set lists, lowest score first: each name, its score, and fields of its hash.

    Args:
        redis: where both are kept.
        listing: the key of the sorted set.
        key_of: from a name to the key of its hash.
        fields: of the hash; those that it lacks are None.

    Raises:
        RedisError: it could not be read.
    """
    rows = cast("list[tuple[str, float]]", redis.zrange(listing, 0, -1, withscores=True))
    with redis.pipeline(transaction=False) as pipe:
        for name, _ in rows:
            pipe.hmget(key_of(name), *fields)
        values = cast("list[list[str | None]]", pipe.execute())
    return [(*row, told) for row, told in zip(rows, values, strict=True)]


def read_ledger(redis: Redis, survey_id: str) -> list[LedgerEntry]:
    """The history of a survey, oldest first.

    Raises:
        RedisError: it could not be read.
    """
    lines = cast("list[str]", redis.lrange(keys.ledger(survey_id), 0, -1))
    return [_entry(json.loads(line)) for line in lines]


def surveys_of(redis: Redis, organization: str, conversation: str) -> list[Survey]:
    """Every survey of a conversation, oldest first.

    Raises:
        RecordUnreadable: this version does not understand what is kept of one.
        RedisError: they could not be read.
    """
    key = keys.conversation_hash(keys.conversation(organization, conversation))
    ids = cast("list[str]", redis.lrange(f"{key}:surveys", 0, -1))
    found = (read_survey(redis, survey_id) for survey_id in ids)
    return [survey for survey in found if survey]


def own_offers(redis: Redis, closing: Closing) -> frozenset[str]:
    """The ids of every offer of ours for the conversation that a closing is about.

    Raises:
        RedisError: they could not be read.
    """
    key = keys.conversation(closing.organization, closing.conversation)
    return frozenset(cast("set[str]", redis.smembers(f"{keys.conversation_hash(key)}:offers")))


def reopened_at(redis: Redis, closing: Closing) -> int:
    """When the conversation of a closing was last opened again, in milliseconds; 0 for never.

    Raises:
        RedisError: it could not be read.
    """
    key = keys.conversation(closing.organization, closing.conversation)
    opened_at = cast("str | None", redis.hget(keys.conversation_hash(key), "opened_at"))
    return int(opened_at or 0)


def find_conversations(redis: Redis, conversation: str) -> list[Survey]:
    """Every survey of a conversation id, in whichever organisation, oldest first.

    Raises:
        RedisError: they could not be read.
    """
    pattern = keys.conversation_hash(keys.conversation("*", conversation))
    before, after = pattern.split("*")
    organizations = sorted(
        str(key).removeprefix(before).removesuffix(after)
        for key in redis.scan_iter(pattern, count=1000)
    )
    return [survey for each in organizations for survey in surveys_of(redis, each, conversation)]


def _entry(data: dict[str, str]) -> LedgerEntry:
    return LedgerEntry(
        at=int(data["at"]),
        before=data["from"] or None,
        after=data["to"],
        reason=data["reason"] or None,
    )
