"""Where an answer comes from, as far as its page can tell; and what speaks against a person.

Nothing here says who somebody is: no address and no browser is kept.
"""

from dataclasses import dataclass
from enum import StrEnum


class Signal(StrEnum):
    """Something that people rarely do. One alone says nothing: a quick person is a person."""

    QUICK = "sent at once"
    HIDDEN_LINK = "a hidden link was followed"
    HIDDEN_FIELD = "a hidden field was filled in"
    MANY_VALUES = "many values within seconds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How an answer came about.

    Args:
        drawn_at: when its page was drawn, in milliseconds since the epoch.
        took_ms: how long after that it came.
        preselected: the value that the link had chosen, if any.
        signals: what speaks against a person.
    """

    drawn_at: int
    took_ms: int
    preselected: int | None = None
    signals: frozenset[Signal] = frozenset()

    def as_arguments(self) -> tuple[int, int, str, str]:
        """For the scripts, which read the signals separated by commas."""
        chosen = "" if self.preselected is None else str(self.preselected)
        return self.drawn_at, self.took_ms, chosen, ",".join(sorted(self.signals))
