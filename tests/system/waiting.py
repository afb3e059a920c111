"""Waiting for what nobody tells us of."""

from collections.abc import Callable
from time import monotonic, sleep
from typing import TypeVar

PATIENCE_SECONDS = 60.0

_T = TypeVar("_T")


def eventually(
    true: Callable[[], _T | None], *, what: str, seconds: float = PATIENCE_SECONDS
) -> _T:
    """Wait until something is true.

    Args:
        true: asked again and again; what it returns once that is true is returned.
        what: is waited for, in words.
        seconds: how long at most.

    Raises:
        TimeoutError: it did not come.
    """
    deadline = monotonic() + seconds
    while not (found := true()):
        if monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:g} s for {what}, in vain")
        sleep(0.05)
    return found
