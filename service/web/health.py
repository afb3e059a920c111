"""What monitoring asks: does the process serve, is the whole service well, how much is there."""

import hmac

import structlog
from flask import Blueprint, Response, abort, request

from service.lifecycle.errors import StoreUnavailable
from service.web.dependencies import dependencies
from service.web.errors import RETRY_AFTER_SECONDS
from service.web.exposition import exposition

health = Blueprint("health", __name__)
_log = structlog.get_logger()


@health.get("/healthz")
def healthz() -> Response:
    """The process serves. Touches nothing, so a sick Redis does not get this process killed."""
    return Response("ok\n", mimetype="text/plain")


@health.get("/readyz")
def readyz() -> tuple[dict[str, bool | int | float], int]:
    """Redis, its durability, the workers and the oldest waiting survey: 503 if any is unwell."""
    found = dependencies().vitals.read()
    report = {
        "ready": found.ready,
        "redis": found.redis,
        "durable": found.durable,
        "workers": found.workers,
        "oldest_overdue_seconds": round(found.oldest_overdue_seconds, 3),
    }
    return report, 200 if found.ready else 503


@health.get("/metrics")
def metrics() -> Response:
    """Figures in Prometheus' text format, for whoever holds the token; without a token set, 404."""
    parts = dependencies()
    token = parts.settings.metrics_token
    if token is None:
        abort(404)
    if not _is_bearer_of(token):
        return Response("", 401, {"WWW-Authenticate": "Bearer"}, mimetype="text/plain")
    try:
        figures = parts.vitals.metrics()
    except StoreUnavailable as error:
        _log.error("metrics_unavailable", error=str(error))
        return Response("", 503, {"Retry-After": str(RETRY_AFTER_SECONDS)}, mimetype="text/plain")
    return Response(exposition(figures), content_type="text/plain; version=0.0.4; charset=utf-8")


def _is_bearer_of(token: str) -> bool:
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
