"""Every error as a small page for people, in the look of the survey and in their language.

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

from service.languages.spoken import N_
from service.lifecycle.errors import StoreUnavailable
from service.web.body import drain
from service.web.language import say

RETRY_AFTER_SECONDS = 10

WORDS = {
    403: (
        N_("Your answer came from another site"),
        N_("Please open the link from our message and send your answer from there."),
    ),
    404: (
        N_("We can’t find this page"),
        N_("Please open the link from our message again. If it takes up two lines, copy both."),
    ),
    405: (N_("This can’t be done here"), N_("Please open the link from our message again.")),
    413: (
        N_("That was too much to send"),
        N_("Please go back and shorten your comment to 2,000 characters."),
    ),
    503: (
        N_("We can’t open this page just now"),
        N_("Please try again in a minute. Your link stays good."),
    ),
}
"""What happened, and what to do about it, by status code."""

OTHERWISE = (
    N_("Something went wrong"),
    N_("Please try again in a few minutes. Your link stays good."),
)

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
    page = render_template("error.html", title=say(title), advice=say(advice))
    response = Response(page, error.code)
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
