"""What the API tells about a conversation, a customer and the organisation."""

from dataclasses import asdict
from typing import Any

from service.dixa.channels import channel
from service.sandbox.conversations import ORGANIZATION, Conversation, Named, User
from service.sandbox.played_dixa.behaviour import Behaviour

_HIDDEN = {
    "everything": {"assignment", "queue", "language"},
    "no direction": {"assignment", "queue", "language", "direction"},
    "neither direction nor state": {"assignment", "queue", "language", "direction", "state"},
}
"""What an anonymised conversation does not tell."""


def conversation_json(
    conversation: Conversation, *, state: str, behaviour: Behaviour
) -> dict[str, Any]:
    """Get conversation: Dixa leaves out what it does not know.

    Args:
        conversation: the one asked for.
        state: `Open`, `Pending`, `AwaitingPending` or `Closed`.
        behaviour: what is told of an anonymised one.
    """
    traits = channel(conversation.channel)
    told: dict[str, Any] = {
        "id": conversation.csid,
        "requesterId": conversation.requester.id,
        "channel": traits.api_name,
        "createdAt": conversation.created_at,
        "direction": conversation.direction.capitalize(),
        "state": state,
        "stateUpdatedAt": conversation.created_at,
        "assignment": _assignment(conversation),
        "queue": _queue(conversation),
        "language": conversation.language if traits.has_language else None,
        "link": {"_type": conversation.link, "parentId": 1} if conversation.link else None,
        "_type": traits.variant,
    }
    if conversation.anonymized:
        hidden = _HIDDEN[behaviour.anonymized_tells]
        told = {key: value for key, value in told.items() if key not in hidden}
        told |= {"anonymizedAt": conversation.created_at, "_type": "AnonymizedConversation"}
    return {key: value for key, value in told.items() if value is not None}


def tags_json(conversation: Conversation) -> list[dict[str, Any]]:
    """List conversation tags."""
    return [{**asdict(tag), "color": "#8a8a8a", "state": "Active"} for tag in conversation.tags]


def queue_json(queue: Named) -> dict[str, Any]:
    """Get queue."""
    return {**asdict(queue), "organizationId": ORGANIZATION.id, "isDefault": False}


def end_user_json(user: User) -> dict[str, Any]:
    """Get end user: Dixa leaves out what it does not know."""
    first_name, _, last_name = (user.name or "").partition(" ")
    told: dict[str, Any] = {
        "id": user.id,
        "createdAt": "2026-01-01T00:00:00Z",
        "displayName": user.name,
        "email": user.email,
        "phoneNumber": user.phone,
        "additionalEmails": [],
        "additionalPhoneNumbers": [],
        "firstName": first_name or None,
        "lastName": last_name or None,
        "middleNames": [],
        "customAttributes": [],
    }
    return {key: value for key, value in told.items() if value is not None}


def organization_json(organization: Named) -> dict[str, Any]:
    """Get organization details."""
    return {
        "id": organization.id,
        "name": organization.name,
        "subdomain": "example",
        "status": "Active",
    }


def _assignment(conversation: Conversation) -> dict[str, str] | None:
    if conversation.assignee is None:
        return None
    return {"agentId": conversation.assignee.id, "assignedAt": conversation.created_at}


def _queue(conversation: Conversation) -> dict[str, str] | None:
    if conversation.queue is None:
        return None
    return {"id": conversation.queue.id, "queuedAt": conversation.created_at}
