"""The customer's page: drawn, answered, thanked for.

Looking never changes anything: mail scanners open every link. An answer counts only with the
signed nonce of a page that was drawn for this survey, and the first confirmed answer wins.
"""

from typing import Any

import structlog
from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from service.lifecycle.errors import StoreUnavailable
from service.web.body import read_form
from service.web.errors import RETRY_AFTER_SECONDS
from service.web.language import asked_for
from service.web.survey.answering import receive, unsaved_page
from service.web.survey.form import Entered, read_rating
from service.web.survey.pages import closed_page, fresh_page, recorded_page
from service.web.survey.standing import Standing
from service.web.survey.visit import visit, visit_newer

FORM_BYTES = 64 * 1024

survey = Blueprint("survey", __name__, template_folder="templates")
_log = structlog.get_logger()


@survey.url_defaults
def carry_language(_endpoint: str, values: dict[str, Any]) -> None:
    """A language that was asked for goes along to every page of the survey."""
    values.setdefault("lang", asked_for())


@survey.get("/s/<token>")
def show(token: str) -> ResponseReturnValue:
    """The survey, or the page that says why there is nothing to answer."""
    visited = visit(token)
    match visited.standing:
        case Standing.RECORDED:
            return recorded_page(visited, is_thanks=False)
        case Standing.REPLACED:
            newer, rating = visit_newer(visited.survey), request.args.get("rating")
            return redirect(url_for("survey.show", token=newer.token, rating=rating), 303)
        case Standing.CLOSED:
            return closed_page(visited), 410
        case _:
            chosen = read_rating(request.args.getlist("rating"), visited.sheet.rating_type)
            return fresh_page(visited, Entered(rating=chosen))


@survey.post("/s/<token>")
def answer(token: str) -> ResponseReturnValue:
    """Record the customer's answer."""
    form = read_form(request, limit=FORM_BYTES)
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403)
    try:
        return receive(token, form)
    except StoreUnavailable as error:
        page = unsaved_page(token, form)
        if page is None:
            raise
        _log.error("answer_not_saved", error=str(error))
        return page, 503, {"Retry-After": str(RETRY_AFTER_SECONDS)}


@survey.get("/s/<token>/thanks")
def thanks(token: str) -> ResponseReturnValue:
    """Our thanks, with what was recorded."""
    visited = visit(token)
    if visited.standing is Standing.RECORDED:
        return recorded_page(visited, is_thanks=True)
    return redirect(url_for("survey.show", token=token), 303)
