"""The link as a signed event of ours, for an SMS gateway or a marketing system to pass on.

    {
      "type": "survey.invitation",                 the only other one is `survey.reminder`
      "timestamp": "2026-11-23T10:00:00Z",
      "data": {
        "survey": "…", "conversation": "4711", "channel": "SMS", "language": "en",
        "customer": {"id": "…", "name": "Ada", "email": null, "phone": "+4512345678"},
        "rating": "Csat", "question": "How was our help?", "brand": "Example",
        "url": "https://surveys.example.com/s/…", "expires_at": "2026-12-07T10:00:00Z"
      }
    }

`deploy/README.md` tells receivers about it.
"""

import json
from datetime import UTC, datetime
from typing import Any

from service.delivery.invitation import Invitation, Purpose
from service.delivery.receiver import Receiver
from service.delivery.standard_webhook import SignedEvent
from service.lifecycle.record import Closing


class WebhookDelivery:
    """Hands links to another system of the team, which brings them to the customer.

    Args:
        url: where that system takes events.
        keys: sign them; see `standard_webhook.signatures`.
        timeout_seconds: for one whole exchange.
    """

    name = "webhook"

    def __init__(self, *, url: str, keys: tuple[bytes, ...], timeout_seconds: float) -> None:
        self._receiver = Receiver(url, timeout_seconds=timeout_seconds)
        self._keys = keys

    @staticmethod
    def can_reach(_closing: Closing) -> bool:
        """Any customer: who can't be reached, the other system says when it is asked."""
        return True

    def deliver(self, invitation: Invitation) -> None:
        """Send the event.

        Repeating is harmless for a receiver that goes by `webhook-id`, which stays the same.

        Raises:
            Undeliverable: the receiver refuses it.
            NotNow: the receiver can't be reached, fails, or asks to come back.
        """
        body = json.dumps(event(invitation), ensure_ascii=False).encode()
        signed = SignedEvent(self._keys, event_id=invitation.delivery_id)
        self._receiver.send(body, signed=signed)

    def check(self) -> int:
        """Knock at the receiver's address, telling it of nobody.

        Returns:
            The HTTP status it answers.

        Raises:
            NotNow: nothing answers there, or it fails.
        """
        return self._receiver.knock()

    def close(self) -> None:
        """Close the connections."""
        self._receiver.close()


def event(invitation: Invitation) -> dict[str, Any]:
    """What is sent: the same whenever it is sent again."""
    survey, closing = invitation.survey, invitation.survey.closing
    customer, is_first = closing.customer, invitation.purpose is Purpose.INVITATION
    return {
        "type": f"survey.{invitation.purpose}",
        "timestamp": _moment(survey.offered_at if is_first else survey.remind_at),
        "data": {
            "survey": survey.id,
            "conversation": closing.conversation,
            "channel": closing.channel,
            "language": invitation.language,
            "customer": {
                "id": customer.id,
                "name": customer.name,
                "email": customer.email,
                "phone": customer.phone,
            },
            "rating": survey.asked_type.value,
            "question": invitation.question,
            "brand": invitation.brand.name,
            "url": invitation.url,
            "expires_at": _moment(survey.expires_at),
        },
    }


def _moment(at_ms: int | None) -> str | None:
    """A time as it stands in JSON: ISO 8601 in UTC, whole seconds."""
    if at_ms is None:
        return None
    return f"{datetime.fromtimestamp(at_ms // 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"
