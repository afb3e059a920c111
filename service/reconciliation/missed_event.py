"""An event that never came, put together again from what the API tells.

It has the shape of one that comes by the webhook, so that it is read, cleaned and taken in like any
other. It tells of the conversation as it is now: who was assigned when it closed is not known, nor
is the address that the customer wrote to.
"""

import json
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

import structlog

from service.dixa.conversations import Activity, ConversationNow
from service.dixa.errors import Rejected
from service.dixa.reconciling import ReconcilingClient
from service.reconciliation.api_time import plain_time

_T = TypeVar("_T")

FROM_ACTIVITY_LOG = "activity-"
"""How the id of such an event begins."""

UNKNOWN = "UNKNOWN"
"""The direction of a conversation whose direction Dixa does not tell. A survey that asks about one
direction does not ask about it."""

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

log = structlog.get_logger()


def missed_event(dixa: ReconcilingClient, organization: str, activity: Activity) -> bytes | None:
    """The body of the event that would have told of a closing.

    Args:
        dixa: is asked for the conversation, its tags, its queue and its customer.
        organization: whose conversation it is.
        activity: the closing.

    Returns:
        The body, or None if there is nothing to tell: it is open again, or Dixa does not say
        that it is closed.

    Raises:
        NotSent: Dixa is not asked now.
        OutcomeUnknown: Dixa did not answer.
        Rejected: Dixa does not tell about the conversation: it is gone.
    """
    conversation = dixa.get_conversation(str(activity.conversation))
    if conversation.state != "Closed":
        log.info(
            "missed_closing_left_alone",
            conversation=str(activity.conversation),
            state=conversation.state,
        )
        return None
    data = _data(dixa, activity, conversation)
    event = {
        "event_id": f"{FROM_ACTIVITY_LOG}{activity.id}",
        "event_fqn": "CONVERSATION_CLOSED",
        "event_timestamp": plain_time(activity.at),
        "organization": {"id": organization},
        "data": {"conversation": data},
    }
    return json.dumps(event).encode()


def _data(
    dixa: ReconcilingClient, activity: Activity, conversation: ConversationNow
) -> dict[str, Any]:
    return {
        "csid": activity.conversation,
        "channel": _WORD.sub("_", conversation.channel).upper(),
        "direction": conversation.direction or UNKNOWN,
        "requester": _requester(dixa, conversation.requester_id),
        "assignee": {"id": conversation.agent_id} if conversation.agent_id else None,
        "queue": _queue(dixa, conversation.queue_id) if conversation.queue_id else None,
        "tags": dixa.list_tags(str(activity.conversation)),
    }


def _queue(dixa: ReconcilingClient, queue_id: str) -> dict[str, str | None]:
    """The queue; one that is gone has no name any more."""
    return {"id": queue_id, "name": _if_there(lambda: dixa.get_queue_name(queue_id))}


def _requester(dixa: ReconcilingClient, user_id: str) -> dict[str, str | None]:
    """The customer; who is not among the end users is a colleague, and is not asked."""
    user = _if_there(lambda: dixa.get_end_user(user_id))
    if user is None:
        return {"id": user_id, "user_type": "Member"}
    known = {"name": user.name, "email": user.email, "phone": user.phone}
    return {"id": user_id, "user_type": "Contact", **known}


def _if_there(ask: Callable[[], _T]) -> _T | None:
    """What Dixa tells about something, or None if that is not there."""
    try:
        return ask()
    except Rejected as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
    return None
