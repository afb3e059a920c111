"""One rating, and how each endpoint shows it."""

from dataclasses import dataclass, field
from time import time
from typing import Any
from uuid import uuid4

from service.sandbox.channels import channel
from service.sandbox.conversations import Conversation
from service.sandbox.played_dixa.behaviour import Behaviour
from service.sandbox.played_dixa.timestamps import timestamp


def new_id() -> str:
    """An id for a rating."""
    return str(uuid4())


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the customer answered; `at` is when it was stored, in seconds since the epoch."""

    value: int
    comment: str | None
    at: float = field(default_factory=time)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One rating and its results, of which the last one counts.

    Args:
        kind: the rating type.
        user: who is asked.
        agent: who is rated.
        native_status: for Dixa's own surveys, how far they got. None: it came through the API.
        id: what the API calls it.
        at: when it was stored, in seconds since the epoch.
        results: what was answered, oldest first.
    """

    kind: str
    user: str
    agent: str | None
    native_status: str | None = None
    id: str = field(default_factory=new_id)
    at: float = field(default_factory=time)
    results: list[Result] = field(default_factory=list)

    def as_offer(self, offered_at: str) -> dict[str, Any]:
        """As the answer to an offer shows it."""
        return {
            "id": self.id,
            "userId": self.user,
            "agentId": self.agent,
            "ratingType": self.kind,
            "offeredAt": offered_at,
        }

    def as_result(self, result: Result, submitted_at: str) -> dict[str, Any]:
        """As the answer to a result shows it."""
        comment = {} if result.comment is None else {"comment": result.comment}
        return {
            "ratingId": self.id,
            "userId": self.user,
            "ratingResult": {"_type": self.kind, "value": result.value},
            **comment,
            "submittedAt": submitted_at,
        }

    def as_element(
        self, conversation: Conversation, *, as_of: float, behaviour: Behaviour
    ) -> dict[str, Any]:
        """As the list shows it.

        Args:
            conversation: the one it belongs to.
            as_of: what is younger is not seen, in seconds since the epoch.
            behaviour: how times are written.
        """
        seen = [result for result in self.results if result.at <= as_of]
        status = self.native_status or ("Rated" if seen else "Offered")
        answered = _answered(seen[-1], behaviour) if seen else {"timestamps": {}}
        return {
            "id": self.id,
            "ratingType": self.kind,
            "conversationChannel": channel(conversation.channel).api_name,
            **({"agentId": self.agent} if self.agent else {}),
            "userId": self.user,
            "ratingStatus": status,
            **answered,
        }


def _answered(result: Result, behaviour: Behaviour) -> dict[str, Any]:
    comment = {} if result.comment is None else {"ratingComment": result.comment}
    rated_at = timestamp(result.at, behaviour)
    return {"ratingScore": result.value, **comment, "timestamps": {"rated_at": rated_at}}
