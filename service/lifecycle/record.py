"""What is kept of a survey, typed.

A `Closing` is what Dixa said when the conversation closed, reduced at the door and frozen:
reassigning the conversation later changes nothing. A `Survey` is one asking about one closing.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, TypeVar

from service.lifecycle.states import HOLDS_AN_ANSWER, State
from service.ratings import RatingType

MOST_CHANGES = 10
"""How often a customer may change an answer."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A customer or an agent as the event named them; all but the `id` may be unknown."""

    id: str
    name: str | None = None
    email: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    is_member: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A tag of the conversation."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A conversation as it was when it closed.

    Args:
        organization: Dixa's id of the organisation.
        conversation: Dixa's conversation id (`csid`), in decimal digits.
        event_id: the event that told us.
        closed_at: the event's own time, in milliseconds since the epoch.
        channel: upper case, an open set.
        direction: `INBOUND` or `OUTBOUND`.
        customer: the requester.
        agent: the assignee; None when the event names none.
        is_abandoned: whether it ended without any agent ever having had it.
    """

    organization: str
    conversation: str
    event_id: str
    closed_at: int
    channel: str
    direction: str
    customer: Person
    agent: Person | None = None
    queue_id: str | None = None
    queue_name: str | None = None
    contact_point: str | None = None
    subject: str | None = None
    tags: tuple[Tag, ...] = ()
    is_abandoned: bool = False

    def to_json(self) -> str:
        """The closing as one JSON object, read again by `from_json`."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Closing":
        """Read what `to_json` wrote, here or in a newer version: what is new is passed over."""
        data: dict[str, Any] = json.loads(text)
        agent = data["agent"]
        parts = {
            "customer": _known(Person, data["customer"]),
            "agent": _known(Person, agent) if agent else None,
            "tags": tuple(_known(Tag, tag) for tag in data["tags"]),
        }
        return _known(cls, data | parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """One asking: organisation, conversation and closing cycle. All times in milliseconds.

    Args:
        id: opaque; the only thing a job is given.
        cycle: 1 for the first closing of the conversation, one more after each reopening.
        language: the conversation's, as Dixa knows it; the tag may be one we do not offer.
        reason: why the survey is in its state, where that says more than the state's name.
        deliver: the delivery methods of the rule, in order; `delivery_step` counts those given up.
        solved: whether the customer says that their problem was solved, if they were asked.
        parked_from: the state a parked survey was in before.
        expires_at: from here on it can't be answered any more; None until it is decided to ask.
        found_open_at: when Dixa first called the conversation open, though no event had said so.
        remind_at: when the customer is to be reminded; None once they were, or if they never are.
        released_at: when a person let a suspected answer go on.
        drawn_at: when the page was drawn that the answer came from; it came `took_ms` later.
        preselected: the value that the link to that page had chosen.
        signals: what speaks against a person; see `service.lifecycle.provenance`.
        answer_version: grows with each answer, change and withdrawal.
        resubmitted_at: when the answer was submitted once more since Dixa had lost it.
        disowned_at: when the customer said that an answer that Dixa may have was not theirs.
    """

    id: str
    state: State
    closing: Closing
    cycle: int
    received_at: int
    reason: str | None = None
    parked_from: State | None = None
    released_at: int | None = None
    rule: str | None = None
    language: str | None = None
    rating_type: RatingType | None = None
    deliver: tuple[str, ...] = ()
    delivery_step: int = 0
    delivered_by: str | None = None
    cooldown_ms: int | None = None
    hold_ms: int = 0
    expires_at: int | None = None
    found_open_at: int | None = None
    baseline: tuple[str, ...] | None = None
    offer_id: str | None = None
    offer_sent_at: int | None = None
    offer_missed_at: int | None = None
    offered_at: int | None = None
    invited_at: int | None = None
    remind_at: int | None = None
    reminded_at: int | None = None
    successor: str | None = None
    rating: int | None = None
    comment: str | None = field(default=None, repr=False)
    solved: bool | None = None
    answered_at: int | None = None
    answer_version: int = 0
    changed_at: int | None = None
    changes: int = 0
    disowned_at: int | None = None
    drawn_at: int | None = None
    took_ms: int | None = None
    preselected: int | None = None
    signals: tuple[str, ...] = ()
    submit_sent_at: int | None = None
    submitted_at: int | None = None
    resubmitted_at: int | None = None
    attempts: int = 0

    @property
    def underlying_state(self) -> State:
        """The state; of a parked survey the one it stopped in, which it may go on from."""
        return (self.parked_from if self.state is State.PARKED else None) or self.state

    @property
    def is_answered(self) -> bool:
        """Whether a customer's answer is recorded here, whatever became of it since."""
        return self.state in HOLDS_AN_ANSWER or self.answered_at is not None

    @property
    def is_answer_untouched(self) -> bool:
        """Whether nobody has begun to submit the answer, so that it can be changed or withdrawn."""
        return self.underlying_state is State.ANSWERED and self.answered_at is not None

    def is_over(self, now_ms: int) -> bool:
        """Whether its time is up; as long as it is not decided to ask, there is no such time.

        Args:
            now_ms: milliseconds since the epoch.
        """
        return self.expires_at is not None and self.expires_at <= now_ms

    @property
    def may_be_changed(self) -> bool:
        """Whether its customer may still give another answer in place of theirs."""
        return self.is_answer_untouched and self.changes < MOST_CHANGES

    @property
    def held_until(self) -> int:
        """Until when the answer is held; changes prolong that, to twice the hold at most."""
        latest = (self.changed_at or self.answered_at or 0) + self.hold_ms
        return min(latest, (self.answered_at or 0) + 2 * self.hold_ms)

    @property
    def asked_type(self) -> RatingType:
        """The rating type, which every survey has once it was decided to ask.

        Raises:
            ValueError: it was not.
        """
        if self.rating_type is None:
            raise ValueError(f"survey {self.id} has no rating type: it was never scheduled")
        return self.rating_type

    @property
    def agent_name(self) -> str | None:
        """The handling agent's name, if the event told it."""
        return self.closing.agent.name if self.closing.agent else None

    @classmethod
    def from_hash(cls, survey_id: str, data: Mapping[str, str]) -> "Survey":
        """Read a survey from its Redis hash; fields this version does not know are passed over."""
        values: dict[str, Any] = {
            name: read(data[name]) for name, read in _READERS.items() if name in data
        }
        return cls(id=survey_id, **values)


def _known(kind: type[_T], data: Mapping[str, Any]) -> _T:
    return kind(**{each.name: data[each.name] for each in fields(kind) if each.name in data})  # type: ignore[arg-type]


def _names(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


_READERS: dict[str, Any] = {
    "state": State,
    "closing": Closing.from_json,
    "cycle": int,
    "received_at": int,
    "reason": str,
    "parked_from": State,
    "released_at": int,
    "rule": str,
    "language": str,
    "rating_type": RatingType,
    "deliver": _names,
    "delivery_step": int,
    "delivered_by": str,
    "cooldown_ms": int,
    "hold_ms": int,
    "expires_at": int,
    "found_open_at": int,
    "baseline": _names,
    "offer_id": str,
    "offer_sent_at": int,
    "offer_missed_at": int,
    "offered_at": int,
    "invited_at": int,
    "remind_at": int,
    "reminded_at": int,
    "successor": str,
    "rating": int,
    "comment": str,
    "solved": "1".__eq__,
    "answered_at": int,
    "answer_version": int,
    "changed_at": int,
    "changes": int,
    "disowned_at": int,
    "drawn_at": int,
    "took_ms": int,
    "preselected": int,
    "signals": lambda text: tuple(text.split(",")),
    "submit_sent_at": int,
    "submitted_at": int,
    "resubmitted_at": int,
    "attempts": int,
}
