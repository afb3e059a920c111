"""The tap on every wire of the service: it counts what passes, and lets one of it end badly."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn, TypeVar

_T = TypeVar("_T")


class Killed(BaseException):
    """The process is gone, as after `kill -9`: nothing catches this but the test."""


class Ending(StrEnum):
    """How something that passes can end badly."""

    KILLED_BEFORE = "killed before"
    KILLED_AFTER = "killed after"
    REPLY_LOST = "reply lost"


@dataclass(frozen=True)
class Fault:
    """What passes at this place in the order of time ends in this way."""

    point: int
    ending: Ending


class Tap:
    """Stands at every wire.

    Attributes:
        points: what has passed, each with the job that it was for.
        place: the job that is being carried out, or whoever else is at work.
        struck_at: the point at which the fault has happened, if it has.
        requests: how many have left for Dixa.
    """

    def __init__(self, fault: Fault | None = None) -> None:
        self.points: list[str] = []
        self.place = ""
        self.struck_at = ""
        self.requests = 0
        self._fault = fault
        self._is_dead = False

    def cross(self, what: str, act: Callable[[], _T], *, lose: Callable[[], NoReturn]) -> _T:
        """Let something pass.

        Args:
            what: names it.
            act: carries it out.
            lose: raises what is seen when the reply to it is lost.

        Raises:
            Killed: the process died before or after, or was dead already.
        """
        ending = self.arrive(what)
        try:
            return act()
        finally:
            self.leave(ending, lose)

    def arrive(self, what: str) -> Ending | None:
        """Come to something that is about to be carried out; returns how it is to end."""
        self.stop_if_dead()
        self.points.append(f"{self.place}: {what}")
        if self._fault is None or self._fault.point != len(self.points) - 1:
            return None
        self.struck_at = self.points[-1]
        if self._fault.ending is Ending.KILLED_BEFORE:
            self._die()
        return self._fault.ending

    def leave(self, ending: Ending | None, lose: Callable[[], NoReturn]) -> None:
        """Come from something that was carried out."""
        if ending is Ending.KILLED_AFTER:
            self._die()
        if ending is Ending.REPLY_LOST:
            lose()

    def stop_if_dead(self) -> None:
        """Let a dead process do nothing more, whatever its `finally` would like to say."""
        if self._is_dead:
            raise Killed

    def revive(self) -> None:
        """Another process has been started."""
        self._is_dead = False

    def _die(self) -> NoReturn:
        self._is_dead = True
        raise Killed
