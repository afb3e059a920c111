"""What becomes of a body that certainly comes from Dixa.

Dixa is never told that its event was wrong: what is not for us is ignored, and what cannot be
understood is kept as it came, so that people can look at it and nothing is lost.
"""

from dataclasses import dataclass
from enum import StrEnum

import structlog

from service.lifecycle.intake import Intake, Receipt
from service.web.webhook import events
from service.web.webhook.events import Envelope, read_closing, read_envelope, read_reopening
from service.web.webhook.strict_json import Unreadable, read_json

_log = structlog.get_logger()


class Status(StrEnum):
    """What Dixa is told became of its event."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    IGNORED = "ignored"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """What became of an event; its id is None when it could not be read."""

    status: Status
    event_id: str | None


def receive(body: bytes, *, intake: Intake, organization: str | None) -> Reception:
    """Store an event, or say why there is nothing to store.

    Args:
        body: the raw body, already verified.
        intake: where events are stored.
        organization: the only organisation whose events count; None lets all of them count.

    Raises:
        StoreUnavailable: it was not certainly stored, and has to be sent again.
    """
    try:
        return _take(read_json(body), intake=intake, organization=organization)
    except Unreadable as error:
        receipt = intake.quarantine(body, reason=str(error), event_id=error.event_id)
        log = _log.warning if receipt is Receipt.ACCEPTED else _log.info  # once is enough
        log("webhook_quarantined", event_id=error.event_id, reason=str(error))
        return Reception(status=Status.QUARANTINED, event_id=error.event_id)


def _take(document: object, *, intake: Intake, organization: str | None) -> Reception:
    envelope = read_envelope(document)
    if organization not in {None, envelope.organization}:
        return _ignored(envelope, because="another organization")
    match envelope.event_type:
        case events.CLOSED | events.ABANDONED:
            return _stored(intake.closed(read_closing(envelope, document)), envelope)
        case events.OPENED:
            return _stored(intake.reopened(read_reopening(envelope, document)), envelope)
        case _:
            return _ignored(envelope, because="another event type")


def _stored(receipt: Receipt, envelope: Envelope) -> Reception:
    event = "webhook_accepted" if receipt is Receipt.ACCEPTED else "webhook_duplicate"
    _log.info(event, event_id=envelope.event_id, event_type=envelope.event_type)
    return Reception(status=Status(receipt), event_id=envelope.event_id)


def _ignored(envelope: Envelope, *, because: str) -> Reception:
    _log.info(
        "webhook_ignored",
        event_id=envelope.event_id,
        event_type=envelope.event_type,
        because=because,
    )
    return Reception(status=Status.IGNORED, event_id=envelope.event_id)
