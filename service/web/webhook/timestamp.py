"""Dixa's timestamps, such as `2026-03-11T16:39:30.125Z`, as whole milliseconds."""

import calendar
import re
from datetime import UTC, datetime

_TIMESTAMP = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})"
    r"(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?(?:Z|\+00:00)"
)


def milliseconds(text: str) -> int:
    """Milliseconds since the epoch, counted in whole numbers: no float rounds on the way.

    Args:
        text: ISO 8601 in UTC, with or without seconds and a fraction of them; what is finer than
            a millisecond is cut.

    Raises:
        ValueError: not such a time, or one before 1970.
    """
    parts = _TIMESTAMP.fullmatch(text)
    if parts is None:
        raise ValueError("not an ISO 8601 time in UTC")
    to_the_second = f"{parts[1]}:{parts[2] or '00'}"
    moment = datetime.strptime(to_the_second, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    seconds = calendar.timegm(moment.timetuple())
    if seconds < 0:
        raise ValueError("a time before 1970")
    return seconds * 1000 + int((parts[3] or "").ljust(3, "0")[:3])
