"""Where Dixa knocks: `POST /webhooks/dixa`. Every answer is JSON."""

import time

import structlog
from flask import Blueprint, request
from werkzeug.exceptions import RequestEntityTooLarge

from service.lifecycle.errors import StoreUnavailable
from service.settings.addresses import EVENTS_PATH
from service.web.body import BrokenOff, drain, read_body
from service.web.dependencies import dependencies
from service.web.errors import RETRY_AFTER_SECONDS
from service.web.webhook.reception import receive
from service.web.webhook.signature import Refused, verify

BODY_LIMIT = 256 * 1024  # bytes

Answer = tuple[dict[str, str | None], int, dict[str, str]]

webhook = Blueprint("webhook", __name__)
_log = structlog.get_logger()


@webhook.post(EVENTS_PATH, provide_automatic_options=False)
def take_event() -> Answer:
    """Take one event in. A 202 is given only after it was stored durably, or needs no storing."""
    parts = dependencies()
    body = read_body(request, limit=BODY_LIMIT)
    verify(
        request.headers.get("X-Dixa-Signature"),
        body,
        secrets=parts.settings.dixa_webhook_secrets,
        now_ms=time.time_ns() // 1_000_000,
    )
    reception = receive(body, intake=parts.intake, organization=parts.settings.dixa_organization_id)
    return {"status": reception.status, "event_id": reception.event_id}, 202, {}


@webhook.route(
    EVENTS_PATH,
    methods=["GET", "PUT", "PATCH", "DELETE", "OPTIONS"],
    provide_automatic_options=False,
)
def refuse_method() -> Answer:
    """Tell whoever does not post that this is no page."""
    return {"error": "Dixa posts its events here."}, 405, {"Allow": "POST"}


@webhook.errorhandler(Refused)
def _refused(error: Refused) -> Answer:
    subscription = request.headers.get("X-Dixa-Subscription-Id", "")[:64]
    _log.warning("webhook_refused", reason=str(error), subscription_id=subscription)
    return {"error": "The signature is missing, wrong, too old or in the future."}, 401, {}


@webhook.errorhandler(BrokenOff)
def _broken_off(_error: BrokenOff) -> Answer:
    return _refused(Refused("the body broke off"))  # of half a body nothing can be verified


@webhook.errorhandler(RequestEntityTooLarge)
def _too_large(_error: RequestEntityTooLarge) -> Answer:
    drain(request.environ)
    _log.warning("webhook_refused", reason="the body is too large")
    return {"error": f"The body is larger than {BODY_LIMIT} bytes."}, 413, {}


@webhook.errorhandler(StoreUnavailable)
def _unavailable(error: StoreUnavailable) -> Answer:
    _log.error("webhook_not_stored", error=str(error))
    return _send_again()


@webhook.errorhandler(Exception)
def _failed(_error: Exception) -> Answer:
    _log.exception("webhook_failed")
    return _send_again()


def _send_again() -> Answer:
    retry_after = {"Retry-After": str(RETRY_AFTER_SECONDS)}
    return {"error": "The event could not be stored: send it again."}, 503, retry_after
