"""Conversations, customers and what happened, as the API tells it; reduced to what is used.

Source: Dixa's API reference, "Conversations", "End users", "Queues".
"""

from dataclasses import dataclass
from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Something that happened to a conversation.

    Args:
        id: Dixa's id of it.
        conversation: Dixa's conversation id.
        kind: e.g. `ConversationClosed`.
        at: when, as Dixa writes it.
    """

    id: str
    conversation: int
    kind: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationNow:
    """A conversation as it is now.

    Args:
        channel: as the API spells it, e.g. `WidgetChat`.
        requester_id: the customer.
        state: `Open`, `Pending`, `AwaitingPending` or `Closed`; None where Dixa does not tell, as
            it need not: then nobody may take it for closed.
        direction: `Inbound` or `Outbound`; None where Dixa does not tell, as of a conversation
            that was anonymised.
        agent_id: the assignee.
    """

    channel: str
    requester_id: str
    state: str | None = None
    direction: str | None = None
    agent_id: str | None = None
    queue_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndUser:
    """A customer."""

    name: str | None
    email: str | None
    phone: str | None


class _Reduced(Schema):
    class Meta:
        unknown = EXCLUDE


class _ActivitySchema(_Reduced):
    id = fields.Str(required=True)
    conversation = fields.Int(strict=True, required=True, data_key="conversationId")
    kind = fields.Str(required=True, data_key="activityType")
    at = fields.Str(required=True, data_key="activityTimestamp")

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Activity:
        return Activity(**data)


class _MetaSchema(_Reduced):
    next = fields.Str(load_default=None, allow_none=True)


class ActivitiesAnswerSchema(_Reduced):
    """The whole answer of `GET …/conversations/activitylog`."""

    data = fields.List(fields.Nested(_ActivitySchema), required=True)
    meta = fields.Nested(_MetaSchema, load_default=None, allow_none=True)


class _AssignmentSchema(_Reduced):
    agent_id = fields.Str(required=True, data_key="agentId")


class _QueueReferenceSchema(_Reduced):
    id = fields.Str(required=True)


class _ConversationSchema(_Reduced):
    channel = fields.Str(required=True)
    state = fields.Str(load_default=None, allow_none=True)
    direction = fields.Str(load_default=None, allow_none=True)
    requester_id = fields.Str(required=True, data_key="requesterId")
    assignment = fields.Nested(_AssignmentSchema, load_default=None, allow_none=True)
    queue = fields.Nested(_QueueReferenceSchema, load_default=None, allow_none=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> ConversationNow:
        assignment, queue = data.pop("assignment"), data.pop("queue")
        return ConversationNow(
            **data,
            agent_id=assignment and assignment["agent_id"],
            queue_id=queue and queue["id"],
        )


class ConversationAnswerSchema(_Reduced):
    """The whole answer of `GET …/conversations/{id}`."""

    data = fields.Nested(_ConversationSchema, required=True)


class _EndUserSchema(_Reduced):
    name = fields.Str(load_default=None, allow_none=True, data_key="displayName")
    email = fields.Str(load_default=None, allow_none=True)
    phone = fields.Str(load_default=None, allow_none=True, data_key="phoneNumber")

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> EndUser:
        return EndUser(**data)


class EndUserAnswerSchema(_Reduced):
    """The whole answer of `GET …/endusers/{id}`."""

    data = fields.Nested(_EndUserSchema, required=True)


class _NamedSchema(_Reduced):
    id = fields.Str(required=True)
    name = fields.Str(required=True)


class TagsAnswerSchema(_Reduced):
    """The whole answer of `GET …/conversations/{id}/tags`."""

    data = fields.List(fields.Nested(_NamedSchema), required=True)


class QueueAnswerSchema(_Reduced):
    """The whole answer of `GET …/queues/{id}`."""

    data = fields.Nested(_NamedSchema, required=True)
