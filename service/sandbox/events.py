"""Webhook events, as Dixa writes, signs and sends them.

    event = closed(a_conversation(), at_ms=1_790_000_000_000)
    headers = event.headers(secret)           # what Dixa would send along
    answer = post(event, url, secret=secret)  # sends it
    answer.status, answer.json()

The bytes matter, since they are what is signed: two spaces, `"key" : value`, nothing escaped that
JSON does not demand, keys in the order that was seen on the wire.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPSConnection
from time import time_ns
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from service.sandbox.conversations import ORGANIZATION, Conversation, Named, User, invented_id

SUBSCRIPTION_ID = invented_id("subscription")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event.

    Args:
        id: what receivers recognise a repetition by.
        name: e.g. `CONVERSATION_CLOSED`.
        at_ms: when it happened, in milliseconds since the epoch; the signature carries it too.
        body: the bytes on the wire.
    """

    id: str
    name: str
    at_ms: int
    body: bytes

    def headers(self, secret: bytes, *, subscription_id: str = SUBSCRIPTION_ID) -> dict[str, str]:
        """What Dixa sends along, signed with `secret` (the subscription's key, hex-decoded)."""
        return {
            "Content-Type": "application/json",
            "X-DIXA-SIGNATURE": sign(self.body, secret=secret, at_ms=self.at_ms),
            "X-DIXA-SUBSCRIPTION-ID": subscription_id,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver of an event said."""

    status: int
    body: bytes

    def json(self) -> Any:  # noqa: ANN401 - it is whatever was sent
        """The body, read as JSON."""
        return json.loads(self.body)


def closed(conversation: Conversation, **options: Any) -> Event:  # noqa: ANN401 - see make
    """`CONVERSATION_CLOSED`; the options are those of `make`."""
    data = {"conversation": as_data(conversation, status="CLOSED")}
    return make("CONVERSATION_CLOSED", data, **options)


def abandoned(conversation: Conversation, **options: Any) -> Event:  # noqa: ANN401 - see make
    """`CONVERSATION_ABANDONED`; the options are those of `make`."""
    told = as_data(conversation.assigned_to(None), status="CLOSED")
    return make("CONVERSATION_ABANDONED", {"conversation": told, "queue": told["queue"]}, **options)


def reopened(conversation: Conversation, **options: Any) -> Event:  # noqa: ANN401 - see make
    """`CONVERSATION_OPEN`; the options are those of `make`."""
    data = {"conversation": as_data(conversation, status="OPEN")}
    return make("CONVERSATION_OPEN", data, **options)


def rated(conversation: Conversation, submission: Mapping[str, Any]) -> list[Event]:
    """`CONVERSATION_RATED`: one event for the score and, if there is a comment, one for that.

    Args:
        conversation: which was rated.
        submission: the body of the call that rated it.
    """
    result, comment = submission["ratingResult"], submission.get("comment")
    data = {
        "conversation": as_data(conversation, status="CLOSED"),
        "score": result["value"],
        "comment": None,
        "type": result["_type"],
    }
    told = [data] if comment is None else [data, {**data, "score": None, "comment": comment}]
    return [make("CONVERSATION_RATED", each) for each in told]


def make(
    name: str,
    data: Mapping[str, Any],
    *,
    at_ms: int | None = None,
    event_id: str | None = None,
    organization: Named = ORGANIZATION,
) -> Event:
    """Any event.

    Args:
        name: e.g. `CONVERSATION_RATED`.
        data: what it tells; a conversation in it comes from `as_data`.
        at_ms: when it happened, in milliseconds since the epoch; now if left out.
        event_id: a fresh one if left out.
        organization: whose event it is.
    """
    at_ms = time_ns() // 1_000_000 if at_ms is None else at_ms
    event_id = event_id or str(uuid4())
    envelope = {
        "event_id": event_id,
        "event_fqn": name,
        "event_version": "1",
        "event_timestamp": timestamp(at_ms),
        "organization": asdict(organization),
        "data": data,
    }
    return Event(id=event_id, name=name, at_ms=at_ms, body=write(envelope))


def as_data(conversation: Conversation, *, status: str) -> dict[str, Any]:
    """The conversation as events show it; `status` is `OPEN`, `PENDING` or `CLOSED`."""
    return {
        "csid": conversation.csid,
        "channel": conversation.channel,
        "status": status,
        "direction": conversation.direction,
        "queue": asdict(conversation.queue) if conversation.queue else None,
        "contact_point": conversation.contact_point,
        "requester": _user(conversation.requester),
        "assignee": _user(conversation.assignee) if conversation.assignee else None,
        "subject": conversation.subject,
        "tags": [{**asdict(tag), "is_deactivated": False} for tag in conversation.tags],
        "created_at": conversation.created_at,
        "custom_attributes": [],
    }


def write(value: Mapping[str, Any]) -> bytes:
    """JSON as Dixa writes it, byte for byte."""
    return json.dumps(value, indent=2, separators=(",", " : "), ensure_ascii=False).encode()


def sign(body: bytes, *, secret: bytes, at_ms: int) -> str:
    """The value of `X-DIXA-SIGNATURE`.

    Args:
        body: the bytes on the wire.
        secret: the subscription's secret key, hex-decoded.
        at_ms: milliseconds since the epoch.
    """
    mac = hmac.new(secret, f"{at_ms}.".encode() + body, hashlib.sha256)
    return f"t={at_ms},v1={mac.hexdigest()}"


def post(
    event: Event,
    url: str,
    *,
    secret: bytes,
    headers: Mapping[str, str] | None = None,
    seconds: float = 10.0,
) -> Answer:
    """Send an event and return what the receiver said.

    Args:
        event: what to send.
        url: where to.
        secret: the subscription's secret key, hex-decoded.
        headers: more headers, or others instead of the usual.
        seconds: how long the receiver may take for each step.

    Raises:
        OSError: it could not be reached or did not answer in time.
        http.client.HTTPException: what it said is not HTTP.
    """
    parts = urlsplit(url)
    connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = connect(parts.netloc, timeout=seconds)
    try:
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection.request("POST", path, event.body, event.headers(secret) | dict(headers or {}))
        response = connection.getresponse()
        return Answer(response.status, response.read())
    finally:
        connection.close()


def timestamp(at_ms: int) -> str:
    """ISO 8601 in UTC, with milliseconds and `Z`."""
    moment = datetime.fromtimestamp(at_ms / 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{at_ms % 1000:03d}Z"


def _user(user: User) -> dict[str, Any]:
    return {**asdict(user), "roles": list(user.roles)}
