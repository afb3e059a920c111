"""Conversations that could not be looked at: one that Dixa can't tell about stops no other.

Dixa itself is failing when it can't tell about several in a row. Then there is no use in going on,
and what was not looked at must not count as done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import structlog

from service.dixa.errors import OutcomeUnknown, Rejected

_T = TypeVar("_T")

MOST_IN_A_ROW = 4
"""One less than shut the gate for everybody: what only compares must not stop who asks."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class NotLookedAt:
    """A conversation that was passed over, and why."""

    conversation: str
    reason: str


class Skipped:
    """Goes on after a conversation that Dixa can't tell about, and remembers it.

    Attributes:
        all: what was passed over, in the order of looking.
    """

    def __init__(self) -> None:
        self.all: list[NotLookedAt] = []
        self._in_a_row = 0

    def ask(self, conversation: str, question: Callable[[], _T]) -> _T | None:
        """Ask Dixa about a conversation.

        Args:
            conversation: Dixa's conversation id.
            question: makes the calls.

        Returns:
            The answer, or None if Dixa refuses to tell, or can't.

        Raises:
            NotSent: Dixa is not asked now.
            OutcomeUnknown: this was one of too many in a row.
        """
        try:
            answer = question()
        except Rejected as error:
            self._in_a_row = 0  # Dixa is there, and has understood
            self.add(conversation, str(error))
            return None
        except OutcomeUnknown as error:
            self._in_a_row += 1
            self.add(conversation, str(error))
            if self._in_a_row >= MOST_IN_A_ROW:
                raise
            return None
        self._in_a_row = 0
        return answer

    def add(self, conversation: str, reason: str) -> None:
        """Pass a conversation over."""
        self.all.append(NotLookedAt(conversation, reason))
        log.warning("conversation_not_looked_at", conversation=conversation, reason=reason)
