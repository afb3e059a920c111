"""Dixa's API, one method for each endpoint that we call.

Source: https://docs.dixa.io/openapi/dixa-api/beta/tag/Conversations/
"""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from time import monotonic
from typing import Any

from marshmallow import Schema, ValidationError
from redis import Redis

from service.dixa.errors import GateShut, NotSent, OutcomeUnknown, Rejected
from service.dixa.gate import Gate, OpenGate, Urgency
from service.dixa.schemas import (
    AcknowledgedSchema,
    OfferedSchema,
    Organization,
    OrganizationAnswerSchema,
    Rating,
    RatingsSchema,
)
from service.dixa.wire import Answer, Wire
from service.ratings import RatingType
from service.settings import Settings

UNAUTHORIZED_PAUSE_SECONDS = 30
LIMITED_PAUSE_SECONDS = 2.0
LONGEST_LIMITED_PAUSE_SECONDS = 60.0
"""Dixa documents no Retry-After; one that comes is honoured up to here."""

BeforeSending = Callable[[], None]
"""Called when it is this request's turn, last before it is sent: the place to note the intent."""


class DixaClient:
    """Calls Dixa, through the shared gate.

    Every method may raise `NotSent` (`GateShut` among them), `Rejected` or `OutcomeUnknown`.

    Args:
        wire: makes the HTTP exchanges.
        gate: shared by all workers.
        stale_after_seconds: a request that waited so long between `before_sending` and the wire,
            its worker having been frozen, is not sent any more.
    """

    def __init__(self, wire: Wire, gate: Gate, *, stale_after_seconds: float) -> None:
        self._wire = wire
        self._gate = gate
        self._stale_after = stale_after_seconds

    def list_ratings(self, conversation: str, *, urgency: Urgency = Urgency.OTHER) -> list[Rating]:
        """Every rating of a conversation, offered or answered. (List conversation ratings)."""
        path = f"conversations/{conversation}/ratings"
        answer = self._call("GET", path, urgency=urgency)
        ratings: list[Rating] = _read(RatingsSchema(), answer)["data"]
        return ratings

    def create_rating_offer(
        self,
        conversation: str,
        *,
        user_id: str,
        agent_id: str,
        rating_type: RatingType,
        offered_at: datetime,
        before_sending: BeforeSending,
    ) -> str:
        """Offer the customer a rating of the agent. (Create conversation rating offer).

        Returns:
            The offer's id.
        """
        body = {
            "userId": user_id,
            "agentId": agent_id,
            "ratingType": rating_type.value,
            "offeredAt": _timestamp(offered_at),
        }
        path = f"conversations/{conversation}/ratings/offer"
        answer = self._call("POST", path, body, before_sending=before_sending)
        offer_id: str = _read(OfferedSchema(), answer)["data"]["id"]
        return offer_id

    def submit_rating(
        self,
        conversation: str,
        offer_id: str,
        *,
        rating_type: RatingType,
        value: int,
        comment: str | None,
        submitted_at: datetime,
        before_sending: BeforeSending,
    ) -> None:
        """Submit the customer's answer. (Create conversation rating result)."""
        body: dict[str, Any] = {
            "ratingResult": {"_type": rating_type.value, "value": value},
            "submittedAt": _timestamp(submitted_at),
        }
        if comment is not None:
            body["comment"] = comment
        path = f"conversations/{conversation}/ratings/{offer_id}/submit"
        answer = self._call(
            "POST", path, body, urgency=Urgency.ANSWER, before_sending=before_sending
        )
        _read(AcknowledgedSchema(), answer)

    def post_message(
        self, conversation: str, *, agent_id: str, kind: str, text: str, external_id: str
    ) -> None:
        """Post a message in the agent's name. (Create message).

        Args:
            conversation: where.
            agent_id: who says it.
            kind: `Text`, `Html` or `Markdown`.
            text: what is said.
            external_id: the same one again is refused with "Duplicate externalId", so repeating
                is harmless.
        """
        body = {
            "_type": "Outbound",
            "agentId": agent_id,
            "content": {"_type": kind, "value": text},
            "externalId": external_id,
        }
        answer = self._call("POST", f"conversations/{conversation}/messages", body)
        _read(AcknowledgedSchema(), answer)

    def get_organization(self) -> Organization:
        """The organisation that the token belongs to. (Get organization)."""
        answer = self._call("GET", "organization")
        organization: Organization = _read(OrganizationAnswerSchema(), answer)["data"]
        return organization

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()

    def _call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        urgency: Urgency = Urgency.OTHER,
        before_sending: BeforeSending = lambda: None,
    ) -> Answer:
        self._gate.wait(urgency, self._probe)
        noted_at = monotonic()
        before_sending()
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
            raise self._shut("Dixa refuses the token", UNAUTHORIZED_PAUSE_SECONDS)
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
        return GateShut(cause, retry_in=seconds)

    def _probe(self) -> bool:
        """Ask something harmless: any answer but a refused token means that Dixa is there."""
        try:
            self._judge(self._exchange("GET", "organization"))
        except Rejected:
            return True
        except (NotSent, OutcomeUnknown):
            return False
        return True


def client_of(settings: Settings, redis: Redis) -> DixaClient:
    """The client that these settings describe; connects when first used."""
    return _client(settings, Gate(redis, rate=settings.dixa_rate, burst=settings.dixa_burst))


def trial_client(settings: Settings) -> DixaClient:
    """A client for somebody who tries the settings: wrong ones must not shut the workers' gate."""
    return _client(settings, OpenGate())


def _client(settings: Settings, gate: Gate) -> DixaClient:
    wire = Wire(
        url=settings.dixa_api_url,
        token=settings.dixa_api_token,
        timeout_seconds=settings.http_timeout_seconds,
    )
    return DixaClient(wire, gate, stale_after_seconds=settings.http_timeout_seconds)


def _read(schema: Schema, answer: Answer) -> dict[str, Any]:
    try:
        data: dict[str, Any] = schema.load(answer.body)
    except ValidationError as error:
        raise OutcomeUnknown(f"Dixa's answer could not be read: {error}") from error
    return data


def _timestamp(moment: datetime) -> str:
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
