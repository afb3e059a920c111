"""One gate in front of Dixa, shared by all workers.

Dixa allows a token 10 calls a second with a burst of 4. A bucket a little smaller than that, kept
in Redis, means that our own calls never cause a 429. One that comes all the same, a revoked token
or a run of failures shuts the gate for everybody; then one caller at a time probes.
"""

from collections.abc import Callable
from enum import StrEnum
from importlib.resources import files
from secrets import token_hex
from time import monotonic, sleep
from typing import cast

import structlog
from redis import Redis

from service.dixa.errors import GateShut, gate_shut


class Urgency(StrEnum):
    """Who goes first: a customer's answer, then offers and all else, then what only compares."""

    ANSWER = "answer"
    OTHER = "other"
    RECONCILIATION = "reconciliation"


FAILURES_UNTIL_SHUT = 5
FIRST_PAUSE_SECONDS = 5
LONGEST_PAUSE_SECONDS = 60
PROBE_SECONDS = 20
"""A prober that has not come back after this long is taken for dead."""

PATIENCE_SECONDS = {Urgency.ANSWER: 12.0, Urgency.OTHER: 6.0, Urgency.RECONCILIATION: 60.0}
"""How long a caller waits for its turn before it gives its worker free for other work."""

log = structlog.get_logger()


class Gate:
    """Lets calls to Dixa pass one by one.

    Args:
        redis: where the gate is kept.
        rate: calls a second, all workers together.
        burst: calls that may follow each other at once after a pause.
        pause: sleeps for so many seconds.
    """

    def __init__(
        self,
        redis: Redis,
        *,
        rate: float,
        burst: int,
        pause: Callable[[float], None] = sleep,
    ) -> None:
        self._script = redis.register_script((files(__package__) / "gate.lua").read_text("utf-8"))
        self._rate = rate
        self._burst = burst
        self._pause = pause

    def wait(self, urgency: Urgency, probe: Callable[[], bool]) -> float:
        """Wait for one's turn.

        Args:
            urgency: who goes first.
            probe: asks Dixa something harmless and says whether it works again; called when the
                gate has been shut long enough and this caller is the one to try.

        Returns:
            When the turn was asked for, by `time.monotonic`: it has begun no earlier.

        Raises:
            GateShut: come back later; `TokenRefused` if that is what has shut it.
        """
        caller = token_hex(8)
        deadline = monotonic() + PATIENCE_SECONDS[urgency]
        while True:
            asked_at = monotonic()
            status, *rest = self._ask(
                "pass", self._rate, self._burst, urgency, PROBE_SECONDS * 1000, caller
            )
            if status == "go":
                return asked_at
            if status == "shut":
                raise gate_shut(rest[1], retry_in=int(rest[0]) / 1000)
            if status == "probe":
                self._open_if(probe(), caller)
            elif monotonic() > deadline:
                raise GateShut("too many calls are waiting", retry_in=FIRST_PAUSE_SECONDS)
            else:
                self._pause(int(rest[0]) / 1000)

    def shut(self, cause: str, seconds: float) -> None:
        """Let nobody pass for so long, a minute at most; after that, somebody probes."""
        log.warning("dixa_gate_shut", cause=cause, seconds=seconds)
        self._ask("shut", cause, round(seconds * 1000))

    def failed(self) -> None:
        """A call got no usable answer; a run of these shuts the gate, each time for longer."""
        status, *rest = self._ask(
            "failed",
            FAILURES_UNTIL_SHUT,
            FIRST_PAUSE_SECONDS * 1000,
            LONGEST_PAUSE_SECONDS * 1000,
        )
        if status == "shut":
            log.warning("dixa_gate_shut", cause=rest[0])

    def worked(self) -> None:
        """A call was answered: no run of failures goes on.

        This does not open the gate: the call may have been sent before the gate was shut.
        """
        self._ask("worked")

    def _open_if(self, works: bool, prober: str) -> None:  # noqa: FBT001 - the name asks for it
        """Open it, unless it has been shut anew since this caller began to probe."""
        if works and self._ask("open", prober)[0] == "open":
            log.info("dixa_gate_opened")

    def _ask(self, *arguments: str | float) -> list[str]:
        return cast("list[str]", self._script(args=arguments))


class OpenGate(Gate):
    """Lets everybody pass and shuts for nobody: for a single call that a person makes."""

    def __init__(self) -> None:
        """It keeps nothing."""

    def wait(self, urgency: Urgency, probe: Callable[[], bool]) -> float:  # noqa: ARG002 - no queue
        """Do not wait."""
        return monotonic()

    def shut(self, cause: str, seconds: float) -> None:
        """Stay open."""

    def failed(self) -> None:
        """Count nothing."""

    def worked(self) -> None:
        """Count nothing."""
