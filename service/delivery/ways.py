"""The ways to a customer that this installation has."""

from typing import Protocol

from service.delivery.email import EmailDelivery
from service.delivery.errors import Undeliverable
from service.delivery.invitation import Invitation
from service.delivery.message import MessageDelivery
from service.delivery.reach import Reach
from service.delivery.webhook import WebhookDelivery
from service.dixa.client import DixaClient
from service.settings import Settings


class Way(Protocol):
    """One way to bring a link to a customer."""

    name: str

    def deliver(self, invitation: Invitation) -> None:
        """Bring the link; see each way for what it raises."""

    def close(self) -> None:
        """Close the connections that are its own."""


class Ways(Reach):
    """All of them, by name.

    Args:
        ways: those that are set up.
    """

    def __init__(self, *ways: Way) -> None:
        super().__init__(way.name for way in ways)
        self._ways = {way.name: way for way in ways}

    def named(self, name: str) -> Way:
        """A way by its name.

        Raises:
            Undeliverable: it is no longer set up.
        """
        if name not in self._ways:
            raise Undeliverable("no longer set up")
        return self._ways[name]

    def close(self) -> None:
        """Close the connections of each."""
        for way in self._ways.values():
            way.close()


def ways_of(settings: Settings, dixa: DixaClient) -> Ways:
    """The ways that these settings allow."""
    ways: list[Way] = [MessageDelivery(dixa)]
    if settings.smtp_url and settings.mail_from:
        ways.append(
            EmailDelivery(
                smtp_url=settings.smtp_url,
                sender=settings.mail_from,
                timeout_seconds=settings.http_timeout_seconds,
                reply_to=settings.mail_reply_to,
            )
        )
    if settings.delivery_webhook_url and settings.delivery_webhook_secrets:
        ways.append(
            WebhookDelivery(
                url=settings.delivery_webhook_url,
                keys=settings.delivery_webhook_secrets,
                timeout_seconds=settings.http_timeout_seconds,
            )
        )
    return Ways(*ways)
