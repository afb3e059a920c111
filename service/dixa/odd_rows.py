"""Rows of a conversation's ratings that are not as Dixa documents them.

One such row, perhaps of somebody else's survey, must not keep an answer of ours from Dixa for ever.
But it may be ours: then taking it for another's would offer, or submit, twice. So a row keeps what
identifies it, and what it does not say readably it is taken to say in every way that matters. One
that can't be identified makes the whole list unreadable.
"""

from typing import Any, cast

import structlog
from marshmallow import fields

from service.ratings import RatingType

log = structlog.get_logger()

_ANY_TYPE = tuple(each.value for each in RatingType)
_ANY_STATUS = ("Rated", "Offered")
"""An answer of ours may be there, an offer may be open: nothing is sent before people have looked,
or another list has said more."""


class TextIfReadable(fields.Field[str | None]):
    """A text; None if it is missing, empty or no text."""

    def _deserialize(self, value: object, *_: object, **__: object) -> str | None:
        return value if isinstance(value, str) and value else None


class WholeIfReadable(fields.Field[int | None]):
    """A whole number, written as 4 or 4.0; None if it is anything else."""

    def _deserialize(self, value: object, *_: object, **__: object) -> int | None:
        is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        return int(cast("float", value)) if is_whole else None


class TimesIfReadable(fields.Field[dict[str, str | None]]):
    """Times by name; None for one that is no text.

    Which names a row has tells Dixa's own surveys from offers made through the API. One that says
    something else in their place is taken for none of the latter.
    """

    def _deserialize(self, value: object, *_: object, **__: object) -> dict[str, str | None]:
        if not isinstance(value, dict):
            return {"unreadable": None}
        return {name: at if isinstance(at, str) else None for name, at in value.items()}


def all_it_may_say(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The row; or, if its type or status can't be read, a row for each that it may have.

    Args:
        row: with `id` and `timestamps`, and with `type` and `status`, each of which may be None.
    """
    if not row["status"] and row["timestamps"].get("rated_at"):
        row = row | {"status": "Rated"}
    if row["type"] and row["status"]:
        return [row]
    log.warning("rating_not_readable", rating_id=row["id"], type=row["type"], status=row["status"])
    types = [row["type"]] if row["type"] else _ANY_TYPE
    statuses = [row["status"]] if row["status"] else _ANY_STATUS
    is_told = bool(row["status"])
    return [
        row | {"type": type_, "status": status, "is_status_told": is_told}
        for status in statuses
        for type_ in types
    ]
