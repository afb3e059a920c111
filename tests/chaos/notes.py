"""What the load notes of what it did and was answered: one of the ledgers that are judged by."""

import time
from collections import Counter
from dataclasses import dataclass, field
from threading import Lock

from service.sandbox.conversations import Conversation

from .plan import Tale


@dataclass(kw_only=True)
class EventNote:
    """One event, and what each of its copies was answered; None: nothing.

    Args:
        closed_by: the id of the agent who had handled the conversation; None if it was opened.
        at_ms: when it happened.
    """

    closed_by: str | None
    at_ms: int
    statuses: list[int | None] = field(default_factory=list)

    @property
    def is_acknowledged(self) -> bool:
        """Whether the service has said that it took the event in."""
        return 202 in self.statuses


@dataclass(kw_only=True)
class AnswerNote:
    """One answer of a customer, recognised by its comment.

    Args:
        conversation: its number.
        comment: unlike that of any other answer.
        is_acknowledged: whether the customer was thanked.
    """

    conversation: int
    comment: str
    rating: int
    is_acknowledged: bool = False


@dataclass(kw_only=True)
class TaleNote:
    """A conversation, and what was told of it, in the order in which it happened."""

    tale: Tale
    conversation: Conversation
    events: list[EventNote]


class Notes:
    """Everything that was noted. Safe for threads.

    Attributes:
        tales: by the number of the conversation.
        answers: every answer that was sent.
        looks: how often a page was only looked at.
        dead_links: links that were delivered and led nowhere.
        acknowledgements: when each was asked for, by the monotonic clock, and how long it took.
        page_seconds: how long each other answer took.
        statuses: how often each status was answered.
    """

    def __init__(self) -> None:
        self.tales: dict[int, TaleNote] = {}
        self.answers: list[AnswerNote] = []
        self.looks = 0
        self.dead_links: set[str] = set()
        self.acknowledgements: list[tuple[float, float]] = []
        self.page_seconds: list[float] = []
        self.statuses: Counter[int | None] = Counter()
        self._lock = Lock()

    def tale(self, note: TaleNote) -> None:
        """A conversation that something is going to be told of."""
        with self._lock:
            self.tales[note.conversation.csid] = note

    def answer(self, note: AnswerNote) -> AnswerNote:
        """An answer that is going to be sent."""
        with self._lock:
            self.answers.append(note)
        return note

    def told(self, note: EventNote, status: int | None, seconds: float) -> None:
        """A copy of an event was sent."""
        with self._lock:
            note.statuses.append(status)
            self.statuses[status] += 1
            if status == 202:
                self.acknowledgements.append((time.monotonic() - seconds, seconds))

    def seen(self, status: int | None, seconds: float, *, is_look: bool) -> None:
        """A page was asked for or a form was sent."""
        with self._lock:
            self.looks += is_look
            self.statuses[status] += 1
            if status is not None:
                self.page_seconds.append(seconds)

    @property
    def progress(self) -> int:
        """Grows with everything that is answered."""
        with self._lock:
            return sum(n for status, n in self.statuses.items() if status in {200, 202, 303})
