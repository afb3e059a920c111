"""The times that the API writes, which differ from those in events.

Some endpoints write them as Java does: they name the zone twice, and leave out what is zero at the
end, as in `2021-12-01T12:46Z[GMT]`.
"""

import re

from service.web.webhook.timestamp import milliseconds

_ZONE_AGAIN = re.compile(r"\[(?:GMT|UTC)\]$")


def plain_time(text: str) -> str:
    """A time of the API as an event would write it."""
    return _ZONE_AGAIN.sub("", text)


def moment(text: str) -> int | None:
    """A time of the API, in milliseconds since the epoch; None if it can't be read."""
    try:
        return milliseconds(plain_time(text))
    except ValueError:
        return None
