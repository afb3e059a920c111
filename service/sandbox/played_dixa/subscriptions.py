"""All webhook subscriptions: create, list, get, patch, delete."""

from dataclasses import replace
from time import time

from service.sandbox.played_dixa import bodies
from service.sandbox.played_dixa.answers import Answer, not_found
from service.sandbox.played_dixa.behaviour import Behaviour
from service.sandbox.played_dixa.subscription import Subscription, fields_from


class Subscriptions:
    """Every subscription there is. Not safe for threads by itself."""

    def __init__(self) -> None:
        self._by_id: dict[str, Subscription] = {}

    def to_be_told(self, event: str) -> list[Subscription]:
        """Who wants to hear of an event, named as events are, e.g. `CONVERSATION_CLOSED`."""
        name = "".join(word.capitalize() for word in event.split("_"))
        return [it for it in self._by_id.values() if it.enabled and name in it.events]

    def all(self) -> list[Subscription]:
        """Every subscription, in the order in which they were made."""
        return list(self._by_id.values())

    def keep(self, subscription: Subscription) -> None:
        """Add a subscription, or change the one with its id."""
        self._by_id[subscription.id] = subscription

    def create(self, body: object, *, behaviour: Behaviour) -> Answer:
        """Create Webhook Subscription.

        Raises:
            Refusal: Dixa would not.
        """
        subscription = Subscription(**fields_from(bodies.read(bodies.Webhook(), body)))
        self.keep(subscription)
        return Answer(status=201, body={"data": subscription.shown(behaviour)}, committed=True)

    def listing(self, *, behaviour: Behaviour) -> Answer:
        """List Webhook Subscriptions."""
        shown = [subscription.shown(behaviour) for subscription in self._by_id.values()]
        return Answer(status=200, body={"data": shown})

    def get(self, subscription_id: str, *, behaviour: Behaviour) -> Answer:
        """Webhook Subscription.

        Raises:
            Refusal: there is no such subscription.
        """
        return Answer(status=200, body={"data": self.find(subscription_id).shown(behaviour)})

    def patch(self, subscription_id: str, body: object, *, behaviour: Behaviour) -> Answer:
        """Patch Webhook Subscription: what is left out stays as it is.

        Raises:
            Refusal: Dixa would not.
        """
        before = self.find(subscription_id)
        changes = fields_from(bodies.read(bodies.Webhook(partial=_REQUIRED), body))
        after = replace(before, **changes, updated_at=time())
        self.keep(after)
        return Answer(status=200, body={"data": after.shown(behaviour)}, committed=True)

    def delete(self, subscription_id: str) -> Answer:
        """Delete Webhook Subscription.

        Raises:
            Refusal: there is no such subscription.
        """
        del self._by_id[self.find(subscription_id).id]
        return Answer(status=204, committed=True)

    def find(self, subscription_id: str) -> Subscription:
        """The subscription of that id.

        Raises:
            Refusal: there is none.
        """
        if subscription_id not in self._by_id:
            raise not_found()
        return self._by_id[subscription_id]


# Naming them keeps what is required inside them required.
_REQUIRED = ("name", "url", "authorization", "customHeaders")
