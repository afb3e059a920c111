"""Times as people read them."""

from datetime import UTC, datetime


def utc(milliseconds: int) -> str:
    """A time since the epoch, to the second, in UTC."""
    return f"{datetime.fromtimestamp(milliseconds / 1000, UTC):%Y-%m-%d %H:%M:%S}"
