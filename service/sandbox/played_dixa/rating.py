"""One rating, and how each endpoint shows it."""

import re
from dataclasses import dataclass, field
from time import time
from typing import Any
from uuid import uuid4

from service.dixa.channels import channel
from service.sandbox.conversations import Conversation
from service.sandbox.played_dixa.behaviour import Behaviour
from service.sandbox.played_dixa.timestamps import timestamp


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
    id: str = field(default_factory=lambda: str(uuid4()))
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

    def status(self, *, as_of: float) -> str:
        """How far it had got at a time, in seconds since the epoch."""
        return self.native_status or ("Rated" if self._results(as_of) else "Offered")

    def as_element(
        self, conversation: Conversation, *, as_of: float, behaviour: Behaviour
    ) -> dict[str, Any]:
        """As the list shows it.

        Args:
            conversation: the one it belongs to.
            as_of: what is younger is not seen, in seconds since the epoch.
            behaviour: how times, rating types and scores are written, and what is left out.
        """
        status = self.status(as_of=as_of)
        times = {"created_at": self.at} if self.native_status else {}
        shown: dict[str, Any] = {
            "id": self.id,
            "ratingType": _listed(self.kind, behaviour),
            "conversationChannel": channel(conversation.channel).api_name,
            "agentId": self.agent,
            "userId": self.user,
            "ratingStatus": status,
        }
        for result in self._results(as_of)[-1:]:
            score = float(result.value) if behaviour.scores_as_fractions else result.value
            shown |= {"ratingScore": score, "ratingComment": result.comment}
            if status == "Rated":
                times["rated_at"] = result.at
        shown["timestamps"] = {name: timestamp(at, behaviour) for name, at in times.items()}
        left_out = behaviour.rows_leave_out
        return {key: said for key, said in shown.items() if said is not None and key != left_out}

    def _results(self, as_of: float) -> list[Result]:
        return [result for result in self.results if result.at <= as_of]


def _listed(kind: str, behaviour: Behaviour) -> str:
    if behaviour.listed_types == "as offered":
        return kind
    return re.sub("(?<=[a-z])(?=[A-Z])", "_", kind).upper()
