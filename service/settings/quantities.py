"""Numbers, durations, switches and choices."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from service.rules.duration import parse_duration
from service.settings.errors import BadValueError

T = TypeVar("T", bound=str)

_SWITCH = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def number(*, above: float, at_most: float) -> Callable[[str], float]:
    """A parser of decimal numbers in a range; it raises BadValueError for anything else."""

    def parse(text: str) -> float:
        is_number = re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,9})?", text)
        if not is_number or not above < float(text) <= at_most:
            raise BadValueError(f"must be a number above {above:g} and at most {at_most:g}")
        return float(text)

    return parse


def whole_number(*, at_least: int, at_most: int) -> Callable[[str], int]:
    """A parser of whole numbers in a range; it raises BadValueError for anything else."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not at_least <= int(text) <= at_most:
            raise BadValueError(f"must be a whole number from {at_least} to {at_most}")
        return int(text)

    return parse


def choice(*choices: T) -> Callable[[str], T]:
    """A parser of one of these words, in upper or lower case; else it raises BadValueError."""

    def parse(text: str) -> T:
        for word in choices:
            if word == text.lower():
                return word
        raise BadValueError(f"must be one of: {', '.join(choices)}")

    return parse


def duration(text: str) -> timedelta:
    """A length of time such as `90d`; `0` needs no unit.

    Raises:
        BadValueError: it is something else.
    """
    try:
        return parse_duration(text)
    except ValueError as error:
        raise BadValueError(str(error)) from error


def switch(text: str) -> bool:
    """`true` or `false`; `1`, `yes`, `0` and `no` say the same.

    Raises:
        BadValueError: it is something else.
    """
    try:
        return _SWITCH[text.lower()]
    except KeyError:
        raise BadValueError("must be true or false") from None
