"""How an answer goes over the wire, well or badly."""

import json
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from http.client import responses
from typing import Literal, Protocol

from service.sandbox.played_dixa.answers import Answer

Manner = Literal["whole", "nothing", "silence", "drip", "garbled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer and the manner of giving it.

    Args:
        answer: what to say; None, and only then, goes with the first two of the manners below.
        manner: `nothing` closes the connection, `silence` leaves it open; `whole` is how it should
            be, a `drip` comes byte by byte, what is `garbled` is no JSON.
        pause: between two dripped bytes, in seconds.
    """

    answer: Answer | None
    manner: Manner = "whole"
    pause: float = 0.0


class Wire(Protocol):
    """One connection."""

    def write(self, data: bytes) -> None:
        """Send these bytes now."""

    def wait(self, seconds: float | None) -> bool:
        """Pause, None for ever; tells whether the server ended meanwhile."""


def send(reply: Reply, wire: Wire) -> bool:
    """Give the answer; tells whether the connection can go on.

    Args:
        reply: the answer.
        wire: where to.
    """
    if reply.answer is None:
        if reply.manner == "silence":
            wire.wait(None)
        return False
    if reply.manner == "drip":
        return _drip(_bytes(reply.answer), wire, reply.pause)
    wire.write(_bytes(reply.answer, garbled=reply.manner == "garbled"))
    return True


def _drip(data: bytes, wire: Wire, pause: float) -> bool:
    for place in range(len(data)):
        wire.write(data[place : place + 1])
        if wire.wait(pause):
            return False
    return True


def _bytes(answer: Answer, *, garbled: bool = False) -> bytes:
    body = b"" if answer.body is None else json.dumps(answer.body, ensure_ascii=False).encode()
    if garbled:
        body = body[: len(body) // 2]
    headers = {"Date": formatdate(usegmt=True), **answer.headers}
    if answer.body is not None:
        headers["Content-Type"] = "application/json"
    if answer.status != HTTPStatus.NO_CONTENT:
        headers["Content-Length"] = str(len(body))
    head = [f"HTTP/1.1 {answer.status} {responses.get(answer.status, 'Unknown')}"]
    head += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*head, "", ""]).encode("latin-1") + body
