"""The three rating types Dixa knows, and what each may hold.

Source: Dixa's API reference, "Create conversation rating result": Csat 1 to 5, Nps 0 to 10,
ThumbsUpOrDown 0 (down) or 1 (up). Zero is an answer like any other.
"""

from dataclasses import dataclass
from enum import StrEnum


class RatingType(StrEnum):
    """A rating type, spelled as Dixa's API spells it."""

    CSAT = "Csat"
    NPS = "Nps"
    THUMBS = "ThumbsUpOrDown"


@dataclass(frozen=True, slots=True)
class Scale:
    """The whole numbers that an answer of one rating type may be.

    Args:
        lowest: the smallest valid answer.
        highest: the largest valid answer.
    """

    lowest: int
    highest: int

    @property
    def values(self) -> range:
        """Every valid answer, lowest first."""
        return range(self.lowest, self.highest + 1)

    def __contains__(self, value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and value in self.values


SCALES: dict[RatingType, Scale] = {
    RatingType.CSAT: Scale(1, 5),
    RatingType.NPS: Scale(0, 10),
    RatingType.THUMBS: Scale(0, 1),
}
