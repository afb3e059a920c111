"""What deciding needs to know of a customer's past."""

from typing import Protocol

from service.lifecycle.record import Closing
from service.ratings import RatingType


class Past(Protocol):
    """Tells of the customer of a closing; in the service that is the record's `Customers`."""

    def is_opted_out(self, closing: Closing) -> bool:
        """Whether they do not want to be asked."""

    def asked_at(self, closing: Closing, rating_type: RatingType) -> int:
        """When they were last offered such a rating, in milliseconds; 0 for never."""


class BlankPast:
    """A past in which nobody was ever asked or opted out, for where it can't be looked up."""

    def is_opted_out(self, closing: Closing) -> bool:  # noqa: ARG002 - the same for everybody
        """Nobody has."""
        return False

    def asked_at(self, closing: Closing, rating_type: RatingType) -> int:  # noqa: ARG002 - (same)
        """Never."""
        return 0
