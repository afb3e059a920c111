"""What can become of a call to Dixa, named by what the caller should do.

DixaError
├── NotSent             nothing happened there: ask again later
│   └── GateShut        … and nobody may ask before `retry_in`; no attempt is counted
│       └── TokenRefused    … until somebody has put the token right
├── Rejected            understood and refused: asking the same again is refused again
└── OutcomeUnknown      it may have happened: read what is there before asking again
    └── Unreadable      … Dixa is there, but asking again would be answered no better
"""


class DixaError(Exception):
    """A call to Dixa did not end well."""


class NotSent(DixaError):  # noqa: N818 - says what is the case, as callers put it
    """The request certainly changed nothing at Dixa."""


class GateShut(NotSent):
    """No call may be made now, or Dixa turned this one away at the door.

    Args:
        cause: why, in words for the ledger and the log.
        retry_in: seconds until asking again makes sense.
    """

    def __init__(self, cause: str, *, retry_in: float) -> None:
        super().__init__(cause)
        self.retry_in = retry_in


class TokenRefused(GateShut):
    """Dixa refuses the token: a 401 now, or the one that shut the gate.

    Args:
        retry_in: seconds until asking again makes sense.
    """

    CAUSE = "Dixa refuses the token"

    def __init__(self, *, retry_in: float) -> None:
        super().__init__(self.CAUSE, retry_in=retry_in)


def gate_shut(cause: str, *, retry_in: float) -> GateShut:
    """The error for a gate that was shut because of this, whoever met it: see `GateShut`."""
    if cause == TokenRefused.CAUSE:
        return TokenRefused(retry_in=retry_in)
    return GateShut(cause, retry_in=retry_in)


class Rejected(DixaError):  # noqa: N818 - says what is the case, as callers put it
    """Dixa refused the request.

    Args:
        status: the HTTP status.
        message: what Dixa said.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status} {message}")
        self.status = status
        self.message = message


class OutcomeUnknown(DixaError):  # noqa: N818 - says what is the case, as callers put it
    """Nobody knows whether the request was carried out."""


class Unreadable(OutcomeUnknown):
    """Dixa answered, but not as it says that it does: it is there, and asking again won't help."""
