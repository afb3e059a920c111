"""What can go wrong between us and Dixa.

Each function makes one `Fault`, to be planned with `FaultPlan.on`:

    dixa.faults.on("offer", faults.reply_lost(committed=True), times=1)

What matters to a caller is whether Dixa did what was asked, so every fault says so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from service.sandbox.played_dixa.answers import Answer
from service.sandbox.played_dixa.replies import Manner

_SERVER_ERROR = "There was an internal server error while processing the request"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One way to go wrong.

    Args:
        name: what the ledger calls it.
        commits: whether Dixa does what was asked `now`, `late`, or `never`.
        late_by: how late, in seconds.
        instead: the answer given instead of the honest one.
        manner: how the answer is given.
        pause: between two dripped bytes, in seconds.
        stale_by: how old a list of ratings is, in seconds.
    """

    name: str
    commits: Literal["now", "late", "never"]
    late_by: float = 0.0
    instead: Answer | None = None
    manner: Manner = "whole"
    pause: float = 0.0
    stale_by: float = 0.0


def reply_lost(*, committed: bool) -> Fault:
    """The connection breaks after Dixa did what was asked, or before."""
    return Fault(name="reply_lost", commits=_now_if(committed), manner="nothing")


def late_commit(seconds: float, *, status: int | None = None) -> Fault:
    """Dixa does it `seconds` after it failed: with a 5xx `status`, or with the reply lost."""
    instead = None if status is None else _error(status, _SERVER_ERROR)
    manner: Manner = "nothing" if status is None else "whole"
    return Fault(
        name="late_commit", commits="late", late_by=seconds, instead=instead, manner=manner
    )


def server_error(status: int = 500, *, committed: bool) -> Fault:
    """A 5xx after Dixa did what was asked, or before."""
    instead = _error(status, _SERVER_ERROR)
    return Fault(name="server_error", commits=_now_if(committed), instead=instead)


def refusal(status: int, message: str) -> Fault:
    """A 4xx with a message; 401 "Unauthorized" is what a revoked token gets."""
    return Fault(name="refusal", commits="never", instead=_error(status, message))


def too_many_requests(retry_after: str | None = None) -> Fault:
    """A 429; `retry_after` is sent as it is, however absurd."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    instead = Answer(status=429, body={"message": "Too Many Requests"}, headers=headers)
    return Fault(name="too_many_requests", commits="never", instead=instead)


def hang(*, committed: bool) -> Fault:
    """Dixa takes the call and never answers, until it is stopped."""
    return Fault(name="hang", commits=_now_if(committed), manner="silence")


def slow_drip(pause: float) -> Fault:
    """The honest answer comes byte by byte, with a `pause` in seconds between two."""
    return Fault(name="slow_drip", commits="now", manner="drip", pause=pause)


def malformed() -> Fault:
    """Dixa does what was asked and answers with broken JSON."""
    return Fault(name="malformed", commits="now", manner="garbled")


def stale(seconds: float) -> Fault:
    """A list of ratings is as it was `seconds` ago."""
    return Fault(name="stale", commits="now", stale_by=seconds)


BY_NAME: Mapping[str, Callable[..., Fault]] = {
    make.__name__: make
    for make in (
        reply_lost,
        late_commit,
        server_error,
        refusal,
        too_many_requests,
        hang,
        slow_drip,
        malformed,
        stale,
    )
}


def _now_if(committed: bool) -> Literal["now", "never"]:  # noqa: FBT001 - named by every caller
    return "now" if committed else "never"


def _error(status: int, message: str) -> Answer:
    return Answer(status=status, body={"message": message})
