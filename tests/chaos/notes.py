"""What the load notes of what it did and was answered: one of the ledgers that are judged by."""

import time
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
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


class End(StrEnum):
    """How the attempt of a customer to answer ended."""

    OPEN = "still at it"
    THANKED = "thanked"
    ANSWERED_ALREADY = "the page asks nothing any more"
    REFUSED = "a form was shown again and again, and none was taken"
    CLOSED = "the page says that it is too late"
    NOWHERE = "the link leads nowhere"


@dataclass(kw_only=True)
class AttemptNote:
    """A customer who opened a link that had arrived, wanting to answer.

    Args:
        conversation: its number.
        link: what was opened last; a link may lead on to a newer survey.
        end: what came of it.
    """

    conversation: int
    link: str
    end: End = End.OPEN


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
        attempts: of each customer who wanted to answer, for each link that arrived.
        looks: how often a page was only looked at.
        dead_links: links that were delivered and led nowhere.
        acknowledgements: when each was asked for, by the monotonic clock, and how long it took.
        page_seconds: how long each other answer took.
        statuses: how often each status was answered.
    """

    def __init__(self) -> None:
        self.tales: dict[int, TaleNote] = {}
        self.answers: list[AnswerNote] = []
        self.attempts: list[AttemptNote] = []
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

    def answer(self, note: AnswerNote) -> None:
        """An answer that is going to be sent."""
        with self._lock:
            self.answers.append(note)

    def attempt(self, note: AttemptNote) -> None:
        """A customer who is going to answer, if they can."""
        with self._lock:
            self.attempts.append(note)

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
