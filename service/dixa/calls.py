"""How a call to Dixa is made, whatever it asks: through the gate, and judged by its answer."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from time import monotonic
from typing import Any

from marshmallow import Schema, ValidationError

from service.dixa.errors import (
    GateShut,
    NotSent,
    OutcomeUnknown,
    Rejected,
    TokenRefused,
    Unreadable,
    gate_shut,
)
from service.dixa.gate import Gate, Urgency
from service.dixa.wire import Answer, Wire

UNAUTHORIZED_PAUSE_SECONDS = 30
LIMITED_PAUSE_SECONDS = 2.0
LONGEST_LIMITED_PAUSE_SECONDS = 60.0
"""Dixa documents no Retry-After; one that comes is honoured up to here."""

TURN_SECONDS = 0.1
"""A turn is over when it is not used for so long: what kept this caller waiting has kept the others
too, and all of them at once would be too fast for Dixa. Calls no later than this stay within its
limit: from a bucket of 3 that fills at 9.5/s, as it is by default, at most 3 + 9.5 (t + 0.1) set
out in t seconds, which is less than 4 + 10 t. What the way to Dixa adds is not counted."""

_MORE_TURNS = 3
"""Where every turn comes too late, Redis is slow for everybody and all the time: nobody catches up
with anybody."""

BeforeSending = Callable[[], None]
"""Called when it is this request's turn, last before it is sent: the place to note the intent."""


class Calls:
    """Makes calls, each when it is its turn.

    Args:
        wire: makes the HTTP exchanges.
        gate: shared by all workers.
        stale_after_seconds: a request that waited so long between `before_sending` and the wire,
            its worker having been frozen, is not sent any more.
        urgency: of calls that name none.
    """

    def __init__(
        self, wire: Wire, gate: Gate, *, stale_after_seconds: float, urgency: Urgency
    ) -> None:
        self._wire = wire
        self._gate = gate
        self._stale_after = stale_after_seconds
        self._urgency = urgency

    def make(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        urgency: Urgency | None = None,
        before_sending: BeforeSending = lambda: None,
    ) -> Answer:
        """Make one call.

        Args:
            method: of HTTP.
            path: below the API's base, perhaps with a query.
            body: sent as JSON.
            urgency: who goes first.
            before_sending: called last before the request is sent.

        Raises:
            NotSent: Dixa was not asked; `GateShut` among the reasons.
            Rejected: Dixa has refused.
            OutcomeUnknown: nobody knows.
        """
        urgency = urgency or self._urgency
        turn = self._gate.wait(urgency, self._probe)
        noted_at = monotonic()
        before_sending()
        for _ in range(_MORE_TURNS):
            if monotonic() - turn <= TURN_SECONDS:
                break
            turn = self._gate.wait(urgency, self._probe)
        if monotonic() - noted_at > self._stale_after:
            raise NotSent("the request grew too old before it was sent")
        return self._judge(self._exchange(method, path, body))

    def _exchange(self, method: str, path: str, body: object = None) -> Answer:
        try:
            answer = self._wire.exchange(method, path, body)
        except (NotSent, OutcomeUnknown):
            self._gate.failed()
            raise
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self._gate.failed()
            raise OutcomeUnknown(f"{answer.status} {answer.message}")
        return answer

    def _judge(self, answer: Answer) -> Answer:
        if answer.status == HTTPStatus.UNAUTHORIZED:
            raise self._shut(TokenRefused.CAUSE, UNAUTHORIZED_PAUSE_SECONDS)
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            asked = answer.retry_after or LIMITED_PAUSE_SECONDS
            raise self._shut("Dixa limits us", min(asked, LONGEST_LIMITED_PAUSE_SECONDS))
        self._gate.worked()
        if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            return answer
        if answer.status == HTTPStatus.REQUEST_TIMEOUT:
            raise OutcomeUnknown(f"{answer.status} {answer.message}")
        raise Rejected(answer.status, answer.message)

    def _shut(self, cause: str, seconds: float) -> GateShut:
        self._gate.shut(cause, seconds)
        return gate_shut(cause, retry_in=seconds)

    def _probe(self) -> bool:
        """Ask something harmless: any answer but a refused token means that Dixa is there."""
        try:
            self._judge(self._exchange("GET", "organization"))
        except Rejected:
            return True
        except (NotSent, OutcomeUnknown):
            return False
        return True


def read_answer(schema: Schema, answer: Answer) -> dict[str, Any]:
    """An answer's body, typed.

    Raises:
        Unreadable: it is not what Dixa says that it answers.
    """
    if answer.body is None:
        raise Unreadable("Dixa's answer could not be read: it is no JSON")
    try:
        data: dict[str, Any] = schema.load(answer.body)
    except ValidationError as error:
        raise Unreadable(f"Dixa's answer could not be read: {error}") from error
    return data


def written(moment: datetime) -> str:
    """A time as Dixa writes it."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
