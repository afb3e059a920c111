"""Telling subscriptions of events, each in its own time, in no particular order and only once."""

from functools import partial
from http.client import HTTPException

from service.sandbox.events import Event, post
from service.sandbox.played_dixa.delivery_log import DeliveryLog
from service.sandbox.played_dixa.later import Later
from service.sandbox.played_dixa.ledger import Delivery, Ledger
from service.sandbox.played_dixa.subscription import Subscription


class Telling:
    """Sends events and enters in the ledger what became of them.

    Args:
        ledger: where.
        log: where the API reads it, too.
        later: runs the sending.
    """

    def __init__(self, *, ledger: Ledger, log: DeliveryLog, later: Later) -> None:
        self._ledger = ledger
        self._log = log
        self._later = later

    def tell(self, event: Event, subscriptions: list[Subscription]) -> None:
        """Send the event to each subscription, without waiting for any."""
        for subscription in subscriptions:
            self._later.run(partial(self._send, event, subscription))

    def _send(self, event: Event, subscription: Subscription) -> None:
        headers = {**subscription.headers, "X-DIXA-SUBSCRIPTION-ID": subscription.id}
        try:
            answer = post(event, subscription.url, secret=subscription.secret, headers=headers)
        except (OSError, HTTPException):
            status = None
        else:
            status = answer.status
        self._log.enter(subscription, event, status=status)
        self._ledger.delivered(
            Delivery(event_id=event.id, event=event.name, url=subscription.url, status=status)
        )
