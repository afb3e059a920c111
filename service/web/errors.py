"""Every error as a small page for people, in the look of the survey.

What went wrong inside is logged under a constant name and without the address, because a
survey's address is a secret.
"""

import structlog
from flask import Flask, Response, render_template, request
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    RequestEntityTooLarge,
    ServiceUnavailable,
)

from service.lifecycle.errors import StoreUnavailable
from service.web.body import drain

RETRY_AFTER_SECONDS = 10

WORDS = {
    403: (
        "Your answer came from another site",
        "Please open the link from our message and send your answer from there.",
    ),
    404: (
        "We can’t find this page",
        "Please open the link from our message again. If it takes up two lines, copy both.",
    ),
    405: ("This can’t be done here", "Please open the link from our message again."),
    413: (
        "That was too much to send",
        "Please go back and shorten your comment to 2,000 characters.",
    ),
    503: (
        "We can’t open this page just now",
        "Please try again in a minute. Your link stays good.",
    ),
}
"""What happened, and what to do about it, by status code."""

OTHERWISE = ("Something went wrong", "Please try again in a few minutes. Your link stays good.")

_log = structlog.get_logger()


def register_errors(app: Flask) -> None:
    """Answer every error of the application with a page."""
    app.register_error_handler(HTTPException, error_page)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(StoreUnavailable, _unavailable)
    app.register_error_handler(Exception, _failed)


def error_page(error: HTTPException) -> Response:
    """The page for an error; what its headers say (`Allow`, `Retry-After`) is kept."""
    title, advice = WORDS.get(error.code or 500, OTHERWISE)
    response = Response(render_template("error.html", title=title, advice=advice), error.code)
    kept = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    response.headers.update(kept)
    return response


def _too_large(error: RequestEntityTooLarge) -> Response:
    drain(request.environ)
    return error_page(error)


def _unavailable(error: StoreUnavailable) -> Response:
    _log.error("store_unavailable", endpoint=request.endpoint, error=str(error))
    return error_page(ServiceUnavailable(retry_after=RETRY_AFTER_SECONDS))


def _failed(_error: Exception) -> Response:
    _log.exception("request_failed", endpoint=request.endpoint)
    return error_page(InternalServerError())
