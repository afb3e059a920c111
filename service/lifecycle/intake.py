"""How an event becomes part of the record: once, durably, and with its hint, in one step."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from secrets import token_hex
from time import time

from redis import Redis
from redis.client import Pipeline

from service.lifecycle import keys
from service.lifecycle.connection import store_errors
from service.lifecycle.quarantine import QUARANTINE_SECONDS
from service.lifecycle.record import Closing
from service.lifecycle.scripts import Script

Hint = Callable[[Pipeline, str], None]
"""Adds to a transaction the hint to look at a survey."""

EVENT_SECONDS = 8 * 24 * 3600
"""Longer than a signature stays valid, so an old event sent again is always known."""


class Receipt(StrEnum):
    """What became of an event."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopening:
    """A closed conversation was opened again, at `opened_at` (milliseconds, the event's time)."""

    organization: str
    conversation: str
    event_id: str
    opened_at: int


class Intake:
    """Takes events in.

    Args:
        redis: where they are kept.
        hint: adds the hint for a survey to the transaction that stores the event.
        echo_seconds: a reopening this soon after a message of ours was caused by it.
    """

    def __init__(self, redis: Redis, *, hint: Hint, echo_seconds: float = 60) -> None:
        self._redis = redis
        self._hint = hint
        self._echo_ms = round(echo_seconds * 1000)
        self._receive = Script("receive")

    def closed(self, closing: Closing) -> Receipt:
        """A conversation closed.

        Raises:
            StoreUnavailable: nothing was certainly stored; the same call may be made again.
        """
        return self._run("closed", closing, closing.closed_at, closing.to_json())

    def reopened(self, reopening: Reopening) -> Receipt:
        """A closed conversation was opened again.

        Raises:
            StoreUnavailable: nothing was certainly stored; the same call may be made again.
        """
        return self._run("opened", reopening, reopening.opened_at, "")

    def quarantine(self, body: bytes, *, reason: str, event_id: str | None) -> Receipt:
        """Keep a signed event that can't be read, raw, for seven days; repeating changes nothing.

        Returns:
            Whether it is new; one that says the same is kept already, however it was written.

        Raises:
            StoreUnavailable: it was not certainly stored.
        """
        now = time()
        name = _name_of(body)
        key = keys.quarantined(name)
        kept: dict[str, bytes | str | int] = {
            "body": body,
            "reason": reason,
            "event_id": event_id or "",
            "at": round(now),
        }
        with store_errors(), self._redis.pipeline(transaction=True) as pipe:
            pipe.zremrangebyscore(keys.QUARANTINE, "-inf", now - QUARANTINE_SECONDS)
            pipe.zadd(keys.QUARANTINE, {name: now}, nx=True)
            for field, value in kept.items():
                pipe.hsetnx(key, field, value)
            pipe.expire(key, QUARANTINE_SECONDS, nx=True)
            _, is_new, *_ = pipe.execute()
        return Receipt.ACCEPTED if is_new else Receipt.DUPLICATE

    def _run(self, kind: str, event: Closing | Reopening, at: int, closing: str) -> Receipt:
        candidate = token_hex(10)
        with store_errors():
            status = self._receive.run(
                self._redis,
                kind,
                event.event_id,
                candidate,
                keys.conversation(event.organization, event.conversation),
                at,
                closing,
                EVENT_SECONDS,
                self._echo_ms,
                along=lambda pipe: self._hint(pipe, candidate),
            )
        return Receipt(status)


def _name_of(body: bytes) -> str:
    """By what it says, as far as it is JSON: Dixa's log need not write it as Dixa sent it."""
    with suppress(ValueError, RecursionError):
        body = json.dumps(json.loads(body, object_pairs_hook=_in_order)).encode()
    return sha256(body).hexdigest()


def _in_order(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whatever the order of its keys, with every pair of a key that it has twice."""
    return {"an object": sorted(pairs, key=json.dumps)}
