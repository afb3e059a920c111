"""Webhook subscriptions: who is told what, and with which key it is signed."""

import base64
import secrets
from dataclasses import dataclass, field
from time import time
from typing import Any
from uuid import uuid4

from service.sandbox.conversations import invented_id
from service.sandbox.played_dixa import bodies
from service.sandbox.played_dixa.answers import Answer, not_found
from service.sandbox.played_dixa.behaviour import Behaviour
from service.sandbox.played_dixa.timestamps import timestamp

_ADMINISTRATOR = invented_id("administrator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One subscription.

    Args:
        name: what people call it.
        url: where events go.
        events: which, spelled as the API does, e.g. `ConversationClosed`.
        headers: what is sent along.
        enabled: whether anything is sent at all.
        filters: kept and shown, but not applied.
        secret_key: signs the events; in hex.
    """

    name: str
    url: str
    events: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    enabled: bool = True
    filters: dict[str, Any] | None = None
    secret_key: str = field(default_factory=lambda: secrets.token_hex(32))
    id: str = field(default_factory=lambda: str(uuid4()))
    created_at: float = field(default_factory=time)
    updated_at: float = field(default_factory=time)

    @property
    def secret(self) -> bytes:
        """The key itself."""
        return bytes.fromhex(self.secret_key)


class Subscriptions:
    """Every subscription there is. Not safe for threads by itself."""

    def __init__(self) -> None:
        self._by_id: dict[str, Subscription] = {}

    def to_be_told(self, event: str) -> list[Subscription]:
        """Who wants to hear of an event, spelled as events do, e.g. `CONVERSATION_CLOSED`."""
        name = "".join(word.capitalize() for word in event.split("_"))
        return [it for it in self._by_id.values() if it.enabled and name in it.events]

    def add(self, subscription: Subscription) -> None:
        """Keep a subscription, new or changed."""
        self._by_id[subscription.id] = subscription

    def create(self, body: object, *, behaviour: Behaviour) -> Answer:
        """Create Webhook Subscription.

        Raises:
            Refusal: Dixa would not.
        """
        subscription = Subscription(**_traits(bodies.read(bodies.Webhook(), body)))
        self.add(subscription)
        return _shown(subscription, behaviour, status=201)

    def patch(self, subscription_id: str, body: object, *, behaviour: Behaviour) -> Answer:
        """Patch Webhook Subscription: what is left out stays.

        Raises:
            Refusal: Dixa would not.
        """
        before = self._find(subscription_id)
        changes = _traits(bodies.read(bodies.Webhook(partial=True), body))
        after = replace(before, **changes, updated_at=time())
        self.add(after)
        return _shown(after, behaviour, committed=True)
