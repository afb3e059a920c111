"""What happened to conversations, as the API tells it.

Source: "List organization activity log" of the published API description. Only closings are told
here; the page key is a number, which callers must not know.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from service.sandbox.conversations import Conversation
from service.sandbox.played_dixa.answers import Answer, invalid
from service.sandbox.played_dixa.behaviour import Behaviour
from service.sandbox.played_dixa.timestamps import timestamp

LARGEST_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class _Activity:
    kind: str
    conversation: Conversation
    at: float
    told_at: str | None = None
    id: str = field(default_factory=lambda: str(uuid4()))

    def shown(self, behaviour: Behaviour) -> dict[str, Any]:
        return {
            "id": self.id,
            "conversationId": self.conversation.csid,
            "activityType": self.kind,
            "activityTimestamp": self.told_at or timestamp(self.at, behaviour),
            "author": None,
        }


class ActivityLog:
    """All that happened. Not safe for threads by itself."""

    def __init__(self) -> None:
        self._activities: list[_Activity] = []

    def enter(self, kind: str, conversation: Conversation, *, at_ms: int) -> None:
        """Enter what happened, e.g. `ConversationClosed`, and when."""
        at = at_ms / 1000
        self._activities.append(_Activity(kind=kind, conversation=conversation, at=at))

    def retell(self, conversation: Conversation, *, told_at: str) -> None:
        """From now on tell another time of all that happened to a conversation."""
        self._activities = [
            replace(each, told_at=told_at) if each.conversation == conversation else each
            for each in self._activities
        ]

    def listing(self, query: Mapping[str, str], *, behaviour: Behaviour) -> Answer:
        """List organization activity log.

        Raises:
            Refusal: the query makes no sense.
        """
        since, until = (_seconds(query.get(each)) for each in ("fromDatetime", "toDatetime"))
        asked = [
            activity
            for activity in self._activities
            if (since is None or activity.at >= since) and (until is None or activity.at <= until)
        ]
        first = int(query.get("pageKey", "0"))
        after = first + min(int(query.get("pageLimit", LARGEST_PAGE)), LARGEST_PAGE)
        shown = [activity.shown(behaviour) for activity in asked[first:after]]
        following = f"/beta/conversations/activitylog?pageKey={after}"
        meta = {"previous": None, "next": following if after < len(asked) else None}
        return Answer(status=200, body={"data": shown, "meta": meta})


def _seconds(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError as error:
        raise invalid() from error
