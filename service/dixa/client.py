"""Dixa's API, one method for each endpoint that we call.

Source: https://docs.dixa.io/openapi/dixa-api/beta/tag/Conversations/
"""

from datetime import datetime
from typing import Any

from redis import Redis

from service.dixa.calls import BeforeSending, Calls, read_answer, written
from service.dixa.gate import Gate, OpenGate, Urgency
from service.dixa.schemas import (
    AcknowledgedSchema,
    OfferedSchema,
    Organization,
    OrganizationAnswerSchema,
    Rating,
    RatingsSchema,
    Standing,
    StandingAnswerSchema,
)
from service.dixa.subscriptions import (
    EVENTS,
    Delivered,
    DeliveryStatus,
    LogsAnswerSchema,
    StatusesAnswerSchema,
    Subscription,
    SubscriptionAnswerSchema,
    SubscriptionsAnswerSchema,
)
from service.dixa.wire import Wire
from service.ratings import RatingType
from service.settings import Settings


class DixaClient:
    """Calls Dixa, through the shared gate.

    Every method may raise `NotSent` (`GateShut` among them), `Rejected` or `OutcomeUnknown`.

    Args:
        wire: makes the HTTP exchanges.
        gate: shared by all workers.
        stale_after_seconds: a request that waited so long between `before_sending` and the wire,
            its worker having been frozen, is not sent any more.
        urgency: of whatever is no customer's answer.
    """

    def __init__(
        self,
        wire: Wire,
        gate: Gate,
        *,
        stale_after_seconds: float,
        urgency: Urgency = Urgency.OTHER,
    ) -> None:
        self._wire = wire
        self._calls = Calls(wire, gate, stale_after_seconds=stale_after_seconds, urgency=urgency)

    def get_standing(self, conversation: str) -> Standing:
        """Whether a conversation is still one to ask about. (Get conversation)."""
        answer = self._calls.make("GET", f"conversations/{conversation}")
        found: Standing = read_answer(StandingAnswerSchema(), answer)["data"]
        return found

    def list_ratings(self, conversation: str, *, urgency: Urgency | None = None) -> list[Rating]:
        """Every rating of a conversation, offered or answered. (List conversation ratings)."""
        path = f"conversations/{conversation}/ratings"
        answer = self._calls.make("GET", path, urgency=urgency)
        ratings: list[Rating] = read_answer(RatingsSchema(), answer)["data"]
        return ratings

    def create_rating_offer(
        self,
        conversation: str,
        *,
        user_id: str,
        agent_id: str,
        rating_type: RatingType,
        offered_at: datetime,
        before_sending: BeforeSending,
    ) -> str:
        """Offer the customer a rating of the agent. (Create conversation rating offer).

        Returns:
            The offer's id.
        """
        body = {
            "userId": user_id,
            "agentId": agent_id,
            "ratingType": rating_type.value,
            "offeredAt": written(offered_at),
        }
        path = f"conversations/{conversation}/ratings/offer"
        answer = self._calls.make("POST", path, body, before_sending=before_sending)
        offer_id: str = read_answer(OfferedSchema(), answer)["data"]["id"]
        return offer_id

    def submit_rating(
        self,
        conversation: str,
        offer_id: str,
        *,
        rating_type: RatingType,
        value: int,
        comment: str | None,
        submitted_at: datetime,
        before_sending: BeforeSending,
    ) -> None:
        """Submit the customer's answer. (Create conversation rating result)."""
        body: dict[str, Any] = {
            "ratingResult": {"_type": rating_type.value, "value": value},
            "submittedAt": written(submitted_at),
        }
        if comment is not None:
            body["comment"] = comment
        path = f"conversations/{conversation}/ratings/{offer_id}/submit"
        answer = self._calls.make(
            "POST", path, body, urgency=Urgency.ANSWER, before_sending=before_sending
        )
        read_answer(AcknowledgedSchema(), answer)

    def post_message(
        self, conversation: str, *, agent_id: str, kind: str, text: str, external_id: str
    ) -> None:
        """Post a message in the agent's name. (Create message).

        Args:
            conversation: where.
            agent_id: who says it.
            kind: `Text`, `Html` or `Markdown`.
            text: what is said.
            external_id: the same one again is refused with "Duplicate externalId", so repeating
                is harmless.
        """
        body = {
            "_type": "Outbound",
            "agentId": agent_id,
            "content": {"_type": kind, "value": text},
            "externalId": external_id,
        }
        answer = self._calls.make("POST", f"conversations/{conversation}/messages", body)
        read_answer(AcknowledgedSchema(), answer)

    def get_organization(self) -> Organization:
        """The organisation that the token belongs to. (Get organization)."""
        answer = self._calls.make("GET", "organization")
        organization: Organization = read_answer(OrganizationAnswerSchema(), answer)["data"]
        return organization

    def list_webhooks(self) -> list[Subscription]:
        """Every webhook subscription of the organisation. (List webhook subscriptions)."""
        answer = self._calls.make("GET", "webhooks")
        subscriptions: list[Subscription] = read_answer(SubscriptionsAnswerSchema(), answer)["data"]
        return subscriptions

    def create_webhook(self, *, name: str, url: str) -> Subscription:
        """Have the events that we want to hear of sent to a URL. (Create webhook subscription).

        Needs an administrator's token.
        """
        body = {
            "name": name,
            "url": url,
            "events": list(EVENTS),
            "enabled": True,
            "authorization": {"_type": "NoAuth"},
            "customHeaders": {},
        }
        answer = self._calls.make("POST", "webhooks", body)
        subscription: Subscription = read_answer(SubscriptionAnswerSchema(), answer)["data"]
        return subscription

    def delete_webhook(self, subscription_id: str) -> None:
        """End a webhook subscription. (Delete webhook subscription).

        Needs an administrator's token.
        """
        self._calls.make("DELETE", f"webhooks/{subscription_id}")

    def list_delivery_statuses(self, subscription_id: str) -> list[DeliveryStatus]:
        """What became of the latest delivery of each kind of event. (List delivery statuses)."""
        answer = self._calls.make("GET", f"webhooks/{subscription_id}/delivery-status")
        statuses: list[DeliveryStatus] = read_answer(StatusesAnswerSchema(), answer)["data"]
        return statuses

    def list_delivered(self, subscription_id: str, event: str) -> list[Delivered]:
        """The latest deliveries of one kind of event. (List event logs).

        Args:
            subscription_id: whose.
            event: the kind, e.g. `ConversationClosed`.
        """
        path = f"webhooks/{subscription_id}/delivery-status/logs/{event}"
        answer = self._calls.make("GET", path)
        delivered: list[Delivered] = read_answer(LogsAnswerSchema(), answer)["data"]
        return delivered

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()


def client_of(settings: Settings, redis: Redis) -> DixaClient:
    """The client that these settings describe; connects when first used."""
    gate = Gate(redis, rate=settings.dixa_rate, burst=settings.dixa_burst)
    return _client(settings, gate)


def trial_client(settings: Settings) -> DixaClient:
    """A client for somebody who tries the settings: wrong ones must not shut the workers' gate."""
    return _client(settings, OpenGate())


def _client(settings: Settings, gate: Gate) -> DixaClient:
    return DixaClient(wire_of(settings), gate, stale_after_seconds=settings.http_timeout_seconds)


def wire_of(settings: Settings) -> Wire:
    """The wire that these settings describe; connects when first used."""
    return Wire(
        url=settings.dixa_api_url,
        token=settings.dixa_api_token,
        timeout_seconds=settings.http_timeout_seconds,
    )
