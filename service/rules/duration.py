"""Lengths of time as people write them: `30m`, `14d`, `0`."""

import re
from datetime import timedelta

LONGEST = timedelta(days=3650)

_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def parse_duration(text: str) -> timedelta:
    """Read a whole number and its unit; `0` needs no unit.

    Args:
        text: such as `90s`, `30m`, `12h`, `14d` or `2w`.

    Raises:
        ValueError: it is something else, or longer than ten years; the message never repeats it.
    """
    match = re.fullmatch(r"([0-9]{1,12})([smhdw])", "0s" if text == "0" else text)
    if match is None:
        raise ValueError("must be a whole number with a unit: s, m, h, d or w")
    length = int(match[1]) * _SECONDS[match[2]]
    if length > LONGEST.total_seconds():
        raise ValueError(f"must be at most {LONGEST.days}d")
    return timedelta(seconds=length)


def write_duration(length: timedelta) -> str:
    """Write a length as `parse_duration` reads it, in the largest unit up to days that fits."""
    seconds = round(length.total_seconds())
    unit = next(unit for unit in "dhms" if seconds % _SECONDS[unit] == 0)
    return f"{seconds // _SECONDS[unit]}{unit}" if seconds else "0"
