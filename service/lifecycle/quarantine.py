"""Signed events that could not be read, as `Intake.quarantine` keeps them for people to look at."""

import json
import re
from dataclasses import dataclass
from time import time
from typing import cast

from redis import Redis

from service.lifecycle import keys
from service.lifecycle.connection import store_errors
from service.lifecycle.reading import read_listed

QUARANTINE_SECONDS = 7 * 24 * 3600

_EVENT_TYPE = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_NUMBER = re.compile(r"[0-9]{1,20}")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantinedEvent:
    """An event that could not be read.

    Args:
        name: what it is kept under.
        at: when it came first, in milliseconds.
        event_id: Dixa's; empty if not even that could be read.
        event_type: what it says that it tells of; empty if that can't be read.
        conversation: Dixa's number of the one that it says it is about; empty if that can't be.
        reason: what is wrong with it.
    """

    name: str
    at: int
    event_id: str
    event_type: str
    conversation: str
    reason: str


class Quarantine:
    """The events that could not be read, for seven days each.

    Args:
        redis: where they are kept; a client that answers with text.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def events(self) -> list[QuarantinedEvent]:
        """Every one, the latest first.

        Raises:
            StoreUnavailable: they could not be read.
        """
        with store_errors():
            rows = read_listed(self._redis, keys.QUARANTINE, keys.quarantined, "reason", "event_id")
        return [
            self._event(name, at, reason=reason, event_id=event_id or "")
            for name, at, (reason, event_id) in reversed(rows)
            if reason is not None  # its time is over; its name goes when the next one comes
        ]

    def count(self) -> int:
        """How many there are.

        Raises:
            RedisError: they could not be counted.
        """
        since = time() - QUARANTINE_SECONDS  # older names go only when the next one comes
        return int(self._redis.zcount(keys.QUARANTINE, since, "+inf"))

    def body(self, name: str) -> bytes | None:
        """An event as it came, which need not be text; None if there is none of this name.

        Raises:
            StoreUnavailable: it could not be read.
        """
        as_bytes = {"NEVER_DECODE": True}
        with store_errors():
            found = self._redis.execute_command("HGET", keys.quarantined(name), "body", **as_bytes)  # type: ignore[no-untyped-call]
        return cast("bytes | None", found)

    def _event(self, name: str, at: float, *, reason: str, event_id: str) -> QuarantinedEvent:
        """What is kept of one and what its body, perhaps a large one, says that it is about."""
        said = _parsed(self.body(name) or b"")
        return QuarantinedEvent(
            name=name,
            at=round(at * 1000),
            event_id=event_id,
            event_type=_matching(_EVENT_TYPE, _at(said, "event_fqn")),
            conversation=_matching(_NUMBER, _at(said, "data", "conversation", "csid")),
            reason=reason,
        )


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _at(said: object, *path: str) -> object:
    for name in path:
        said = said.get(name) if isinstance(said, dict) else None
    return said


def _matching(pattern: re.Pattern[str], value: object) -> str:
    """A value as a text, if that is all that it can be; else an empty one."""
    text = str(value) if isinstance(value, int | str) else ""
    return text if pattern.fullmatch(text) else ""
