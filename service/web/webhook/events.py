"""From a parsed body to the event it tells of."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from marshmallow import Schema, ValidationError

from service.lifecycle.intake import Reopening
from service.lifecycle.record import Closing, Person, Tag
from service.web.webhook.schemas import ClosedSchema, EnvelopeSchema, OpenedSchema
from service.web.webhook.strict_json import Unreadable
from service.web.webhook.text import is_identifier

MAX_FAULTS = 5  # named in a reason; a long list of broken tags says no more than its beginning

CLOSED = "CONVERSATION_CLOSED"
ABANDONED = "CONVERSATION_ABANDONED"
OPENED = "CONVERSATION_OPEN"

_ENVELOPE = EnvelopeSchema()
_OPENED_EVENT = OpenedSchema()
_CLOSED_EVENT = ClosedSchema()


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What every event says about itself: its id, its type (`event_fqn`) and the organisation."""

    event_id: str
    event_type: str
    organization: str


def read_envelope(document: object) -> Envelope:
    """The envelope of a parsed body.

    Raises:
        Unreadable: a part is missing or not what it should be; carries the event's id if that is
            readable.
    """
    found = _load(_ENVELOPE, document)
    return Envelope(
        event_id=found["event_id"],
        event_type=found["event_fqn"],
        organization=found["organization"]["id"],
    )


def read_closing(envelope: Envelope, document: object) -> Closing:
    """The conversation of a `CONVERSATION_CLOSED` or `CONVERSATION_ABANDONED` event.

    Raises:
        Unreadable: a part is missing or not what it should be.
    """
    found = _load(_CLOSED_EVENT, document)
    conversation = found["data"]["conversation"]
    agent = conversation["assignee"]
    queue = conversation["queue"] or found["data"]["queue"] or {}
    return Closing(
        organization=envelope.organization,
        conversation=str(conversation["csid"]),
        event_id=envelope.event_id,
        closed_at=found["event_timestamp"],
        channel=conversation["channel"],
        direction=conversation["direction"],
        customer=_customer(conversation["requester"]),
        agent=Person(**agent) if agent else None,
        queue_id=queue.get("id"),
        queue_name=queue.get("name"),
        contact_point=conversation["contact_point"],
        subject=conversation["subject"],
        tags=tuple(Tag(**tag) for tag in conversation["tags"] or () if tag["name"]),
        is_abandoned=envelope.event_type == ABANDONED,
    )


def read_reopening(envelope: Envelope, document: object) -> Reopening:
    """The conversation of a `CONVERSATION_OPEN` event.

    Raises:
        Unreadable: a part is missing or not what it should be.
    """
    found = _load(_OPENED_EVENT, document)
    return Reopening(
        organization=envelope.organization,
        conversation=str(found["data"]["conversation"]["csid"]),
        event_id=envelope.event_id,
        opened_at=found["event_timestamp"],
    )


def _customer(user: dict[str, Any]) -> Person:
    return Person(
        id=user["id"],
        name=user["name"],
        email=user["email"],
        phone=user["phone"],
        is_member=user["user_type"] == "Member",
    )


def _load(schema: Schema, document: object) -> dict[str, Any]:
    try:
        found: dict[str, Any] = schema.load(document)  # type: ignore[arg-type]
    except ValidationError as error:
        reason = "; ".join(islice(_faults(error.messages), MAX_FAULTS))
        raise Unreadable(reason, event_id=_claimed_id(document)) from error
    return found


def _claimed_id(document: object) -> str | None:
    claimed = document.get("event_id") if isinstance(document, dict) else None
    return claimed if isinstance(claimed, str) and is_identifier(claimed) else None


def _faults(messages: object, path: str = "") -> Iterator[str]:
    if isinstance(messages, dict):
        for name, inner in messages.items():
            yield from _faults(inner, path if name == "_schema" else f"{path}.{name}")
    elif isinstance(messages, list):
        yield f"{path.lstrip('.') or 'body'}: {', '.join(messages)}"
