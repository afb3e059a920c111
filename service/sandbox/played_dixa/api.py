"""The endpoints, over one organisation's data."""

from typing import Any

from service.sandbox.conversations import Conversation, Named
from service.sandbox.played_dixa.activity_log import ActivityLog
from service.sandbox.played_dixa.answers import Answer, invalid, not_found
from service.sandbox.played_dixa.behaviour import Behaviour
from service.sandbox.played_dixa.delivery_log import DeliveryLog
from service.sandbox.played_dixa.lookups import (
    conversation_json,
    end_user_json,
    organization_json,
    queue_json,
    tags_json,
)
from service.sandbox.played_dixa.messages import Messages
from service.sandbox.played_dixa.ratings import Ratings, unknown_rating
from service.sandbox.played_dixa.routes import Endpoint, Route
from service.sandbox.played_dixa.subscriptions import Subscriptions


class Api:
    """Does what calls ask for. Not safe for threads by itself.

    Args:
        organization: whose data it is.
    """

    def __init__(self, organization: Named) -> None:
        self.ratings = Ratings()
        self.subscriptions = Subscriptions()
        self.deliveries = DeliveryLog()
        self.activities = ActivityLog()
        self._organization = organization
        self._messages = Messages()
        self._conversations: dict[int, Conversation] = {}
        self._states: dict[int, str] = {}

    def keep(self, conversation: Conversation, *, state: str) -> None:
        """Add a conversation, or change the one with its number; `state` is e.g. `Closed`."""
        self._conversations[conversation.csid] = conversation
        self._states[conversation.csid] = state

    def is_closed(self, conversation: Conversation) -> bool:
        """Whether it is there and closed."""
        return self._states.get(conversation.csid) == "Closed"

    def find(self, csid: int) -> Conversation:
        """The conversation of that number, which must have been kept.

        Raises:
            KeyError: it was not.
        """
        return self._conversations[csid]

    def perform(
        self, route: Route, body: object, *, behaviour: Behaviour, stale_by: float
    ) -> Answer:
        """Do what a call asks for.

        Args:
            route: the call's path.
            body: its JSON.
            behaviour: how to do it where there is a choice.
            stale_by: how old a list of ratings is, in seconds.

        Raises:
            Refusal: Dixa would not.
        """
        if "conversation" in route.parts:
            return self._about_a_conversation(route, body, behaviour, stale_by)
        if "user" in route.parts:
            return self._end_user(route.parts["user"])
        if route.endpoint is Endpoint.QUEUE:
            return self._queue(route.parts["queue"])
        if route.endpoint is Endpoint.ACTIVITY_LOG:
            return self.activities.listing(route.query, behaviour=behaviour)
        if route.endpoint is Endpoint.ORGANIZATION:
            return _found(organization_json(self._organization))
        return self._about_subscriptions(route, body, behaviour)

    def _about_a_conversation(
        self, route: Route, body: object, behaviour: Behaviour, stale_by: float
    ) -> Answer:
        conversation = self._asked(route, behaviour)
        match route.endpoint:
            case Endpoint.OFFER:
                return self.ratings.offer(
                    conversation, body, behaviour=behaviour, version=route.version
                )
            case Endpoint.SUBMIT:
                rating = route.parts["rating"]
                return self.ratings.submit(conversation, rating, body, behaviour=behaviour)
            case Endpoint.RATINGS:
                return _found(
                    self.ratings.listing(conversation, behaviour=behaviour, stale_by=stale_by)
                )
            case Endpoint.MESSAGE:
                return self._messages.add(conversation, body, behaviour=behaviour)
            case Endpoint.TAGS:
                return _found(tags_json(conversation))
            case _:
                state = self._states[conversation.csid]
                return _found(conversation_json(conversation, state=state, behaviour=behaviour))

    def _about_subscriptions(self, route: Route, body: object, behaviour: Behaviour) -> Answer:
        webhook = route.parts.get("webhook", "")
        match route.endpoint:
            case Endpoint.CREATE_WEBHOOK:
                return self.subscriptions.create(body, behaviour=behaviour)
            case Endpoint.GET_WEBHOOK:
                return self.subscriptions.get(webhook, behaviour=behaviour)
            case Endpoint.PATCH_WEBHOOK:
                return self.subscriptions.patch(webhook, body, behaviour=behaviour)
            case Endpoint.DELETE_WEBHOOK:
                return self.subscriptions.delete(webhook)
            case Endpoint.DELIVERY_STATUS | Endpoint.DELIVERY_LOGS:
                return _found(self._deliveries_of(webhook, route, behaviour))
            case _:
                return self.subscriptions.listing(behaviour=behaviour)

    def _deliveries_of(self, webhook: str, route: Route, behaviour: Behaviour) -> Any:  # noqa: ANN401 - any JSON
        subscription = self.subscriptions.find(webhook)
        if route.endpoint is Endpoint.DELIVERY_STATUS:
            return self.deliveries.statuses(subscription, behaviour=behaviour)
        return self.deliveries.logs(subscription, route.parts["event"], behaviour=behaviour)

    def _asked(self, route: Route, behaviour: Behaviour) -> Conversation:
        if route.conversation is None:
            raise invalid()
        if route.conversation in self._conversations:
            return self._conversations[route.conversation]
        # Two endpoints do not declare 404: offers have it in the beta only, results nowhere.
        if route.endpoint is Endpoint.OFFER and route.version != "beta":
            raise invalid()
        if route.endpoint is Endpoint.SUBMIT:
            raise unknown_rating(behaviour)
        raise not_found()

    def _queue(self, queue: str) -> Answer:
        for conversation in self._conversations.values():
            if conversation.queue and conversation.queue.id == queue:
                return _found(queue_json(conversation.queue))
        raise not_found()

    def _end_user(self, user: str) -> Answer:
        for conversation in self._conversations.values():
            requester = conversation.requester
            if requester.id == user and requester.user_type == "Contact":
                return _found(end_user_json(conversation.requester))
        raise not_found()


def _found(data: Any) -> Answer:  # noqa: ANN401 - any JSON
    return Answer(status=200, body={"data": data})
