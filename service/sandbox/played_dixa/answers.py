"""What Dixa answers a call with, and the refusals it has words for.

Source: the declared errors of each endpoint in the published API description; 403 and 429 are
what the gateway in front of it says.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer.

    Args:
        status: the HTTP status.
        body: the JSON to send; None sends no body.
        headers: more headers.
        committed: whether the call changed something. It stays here; it is never sent.
    """

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    committed: bool = False


class Refusal(Exception):  # noqa: N818 - it is Dixa's answer, not a fault of ours
    """Dixa does not do what was asked.

    Args:
        status: the HTTP status.
        message: what stands under `message` in the body.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, message)
        self.answer = Answer(status=status, body={"message": message})


def undecodable() -> Refusal:
    """The body does not have the declared shape."""
    return Refusal(400, "Decoding failure in request")


def invalid() -> Refusal:
    """The shape is right, a value is not."""
    return Refusal(400, "Invalid value in request")


def unauthorized() -> Refusal:
    """There is something wrong with the token, whatever it is."""
    return Refusal(401, "Unauthorized")


def no_such_path() -> Refusal:
    """There is no such endpoint."""
    return Refusal(403, "Missing Authentication Token")


def not_found() -> Refusal:
    """The path names something that is not there."""
    return Refusal(404, "The requested resource could not be found")


def too_many_requests() -> Refusal:
    """The token's rate is used up."""
    return Refusal(429, "Too Many Requests")
