"""Conversations that could not be looked at: one that Dixa can't tell about stops no other.

Dixa itself is failing when it can't tell about several in a row. Then there is no use in going on,
and what was not looked at must not count as done.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import structlog

from service.dixa.errors import OutcomeUnknown, Rejected, Unreadable
from service.dixa.gate import FAILURES_UNTIL_SHUT

_T = TypeVar("_T")

MOST_IN_A_ROW = FAILURES_UNTIL_SHUT - 1
"""One more would shut the gate for everybody: what only compares must not stop who asks."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class NotLookedAt:
    """A conversation that was passed over, and why."""

    conversation: str
    reason: str


class Skipped:
    """Goes on after a conversation that Dixa can't tell about, and remembers it."""

    def __init__(self) -> None:
        self._reasons: dict[str, str] = {}
        self._unsure: set[str] = set()
        self._in_a_row = 0

    @property
    def all(self) -> list[NotLookedAt]:
        """What was passed over, in the order of looking."""
        return [NotLookedAt(*each) for each in self._reasons.items()]

    def each(self, items: Iterable[_T], conversation: Callable[[_T], str]) -> Iterator[_T]:
        """Go through what is to be looked at, and once more through what got no answer.

        A reply may have been lost by chance, and the next run does not go back as far.

        Args:
            items: what is to be looked at.
            conversation: tells which conversation one of them is about.
        """
        unsure: list[_T] = []
        for item in items:
            yield item
            if conversation(item) in self._unsure:
                unsure.append(item)
        for item in unsure:
            if self._in_a_row >= MOST_IN_A_ROW - 1:
                return  # all has been looked at but these: that is no reason to begin anew
            yield item

    def ask(self, conversation: str, question: Callable[[], _T]) -> _T | None:
        """Ask Dixa about a conversation.

        Args:
            conversation: Dixa's conversation id.
            question: makes the calls.

        Returns:
            The answer, or None if Dixa refuses to tell, or can't, or says what can't be read.

        Raises:
            NotSent: Dixa is not asked now.
            OutcomeUnknown: this was one of too many in a row.
        """
        try:
            answer = question()
        except (Rejected, Unreadable) as error:
            self._answered(conversation)  # Dixa is there, and would say the same again
            self.add(conversation, str(error))
            return None
        except OutcomeUnknown as error:
            self._in_a_row += 1
            self._unsure.add(conversation)
            self.add(conversation, str(error))
            if self._in_a_row >= MOST_IN_A_ROW:
                raise
            return None
        self._answered(conversation)
        return answer

    def add(self, conversation: str, reason: str) -> None:
        """Pass a conversation over."""
        self._reasons[conversation] = reason
        log.warning("conversation_not_looked_at", conversation=conversation, reason=reason)

    def _answered(self, conversation: str) -> None:
        self._in_a_row = 0
        self._unsure.discard(conversation)
        self._reasons.pop(conversation, None)
