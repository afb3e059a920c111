"""Webhook subscriptions and what became of their deliveries, reduced to what is used.

Source: Dixa's API reference, "Webhooks".
"""

from dataclasses import dataclass, field
from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load

CLOSED, OPENED, ABANDONED = "ConversationClosed", "ConversationOpen", "ConversationAbandoned"
EVENTS = (CLOSED, OPENED, ABANDONED)
"""The events that we want to hear of, spelled as the API does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One subscription.

    Args:
        secret_key: signs its events; hexadecimal.
    """

    id: str
    name: str
    url: str
    enabled: bool
    events: tuple[str, ...]
    secret_key: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryStatus:
    """What became of the latest delivery of one kind of event.

    Args:
        event: the kind.
        at: when it was sent, as Dixa writes it; None if nothing was sent lately.
        code: the HTTP status that we answered; None if there was none.
        success: what Dixa thinks of it.
    """

    event: str
    at: str | None
    code: int | None
    success: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A delivery: the body that was sent, and when, as Dixa writes it."""

    body: str = field(repr=False)
    at: str | None


class _Reduced(Schema):
    class Meta:
        unknown = EXCLUDE


class SubscriptionSchema(_Reduced):
    """One subscription."""

    id = fields.Str(required=True)
    name = fields.Str(required=True)
    url = fields.Str(required=True)
    enabled = fields.Bool(required=True)
    events = fields.List(
        fields.Str(), data_key="subscribedEvents", load_default=None, allow_none=True
    )
    secret_key = fields.Str(required=True, data_key="secretKey")

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Subscription:
        return Subscription(**data | {"events": tuple(data["events"] or ())})


class SubscriptionsAnswerSchema(_Reduced):
    """The whole answer of `GET …/webhooks`."""

    data = fields.List(fields.Nested(SubscriptionSchema), required=True)


class SubscriptionAnswerSchema(_Reduced):
    """The whole answer of `POST …/webhooks`."""

    data = fields.Nested(SubscriptionSchema, required=True)


class _DeliverySchema(_Reduced):
    at = fields.Str(data_key="deliveryTimestamp", load_default=None)
    code = fields.Int(data_key="responseCode", load_default=None, allow_none=True)
    success = fields.Bool(load_default=False)


class _StatusSchema(_Reduced):
    event = fields.Str(required=True)
    delivery = fields.Nested(_DeliverySchema, required=True, data_key="deliveryStatus")

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> DeliveryStatus:
        return DeliveryStatus(event=data["event"], **data["delivery"])


class StatusesAnswerSchema(_Reduced):
    """The whole answer of `GET …/webhooks/{id}/delivery-status`."""

    data = fields.List(fields.Nested(_StatusSchema), required=True)


class _LogSchema(_Reduced):
    payload = fields.Str(required=True)
    delivery = fields.Nested(_DeliverySchema, required=True, data_key="deliveryDetail")

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Delivered:
        return Delivered(body=data["payload"], at=data["delivery"]["at"])


class LogsAnswerSchema(_Reduced):
    """The whole answer of `GET …/webhooks/{id}/delivery-status/logs/{event}`."""

    data = fields.List(fields.Nested(_LogSchema), required=True)
