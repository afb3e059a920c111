"""What became of the events that were sent to subscriptions, as the API tells it.

Source: "Webhook subscription event logs" and "Delivery statuses" of the published API description.
How many deliveries are kept is not documented.
"""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from http import HTTPStatus
from threading import Lock
from time import time
from typing import Any

from service.sandbox.events import Event
from service.sandbox.played_dixa.behaviour import Behaviour
from service.sandbox.played_dixa.subscription import Subscription
from service.sandbox.played_dixa.timestamps import timestamp

KEPT = 50
"""Of each kind of event and subscription."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    payload: str
    status: int | None
    at: float = field(default_factory=time)

    def detail(self, behaviour: Behaviour) -> dict[str, Any]:
        return {
            "_type": "DeliveryDetail",
            "deliveryTimestamp": timestamp(self.at, behaviour),
            "success": self.status is not None and self.status < HTTPStatus.BAD_REQUEST,
            "responseCode": self.status or 0,
            "responseText": "",
        }


class DeliveryLog:
    """The latest deliveries. Safe for threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._attempts: dict[tuple[str, str], deque[_Attempt]] = defaultdict(
            lambda: deque(maxlen=KEPT)
        )

    def enter(self, subscription: Subscription, event: Event, *, status: int | None) -> None:
        """Enter an attempt; `status` is None if nobody answered."""
        name = "".join(word.capitalize() for word in event.name.split("_"))
        attempt = _Attempt(payload=event.body.decode(), status=status)
        with self._lock:
            self._attempts[subscription.id, name].appendleft(attempt)

    def statuses(self, subscription: Subscription, *, behaviour: Behaviour) -> list[dict[str, Any]]:
        """For each kind of event of a subscription, what became of the latest."""
        return [
            {"event": event, "deliveryStatus": self._latest(subscription.id, event, behaviour)}
            for event in subscription.events
        ]

    def logs(
        self, subscription: Subscription, event: str, *, behaviour: Behaviour
    ) -> list[dict[str, Any]]:
        """The latest deliveries of one kind of event, the latest first."""
        with self._lock:
            attempts = list(self._attempts[subscription.id, event])
        return [
            {"payload": each.payload, "deliveryDetail": each.detail(behaviour)} for each in attempts
        ]

    def _latest(self, subscription_id: str, event: str, behaviour: Behaviour) -> dict[str, Any]:
        with self._lock:
            attempts = list(self._attempts[subscription_id, event])
        return attempts[0].detail(behaviour) if attempts else {"_type": "NoRecentDelivery"}
