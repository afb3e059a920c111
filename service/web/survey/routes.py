"""The customer's page: drawn, answered, thanked for.

Looking never changes anything: mail scanners open every link. An answer counts only with the
signed nonce of a page that was drawn for this survey, and the first confirmed answer wins.
"""

from collections.abc import Callable
from typing import Any

import structlog
from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from service.lifecycle.errors import StoreUnavailable
from service.web.body import read_form
from service.web.errors import RETRY_AFTER_SECONDS
from service.web.language import asked_for
from service.web.survey.answering import receive_answer, unsaved_page
from service.web.survey.changing import receive_change, show_change, unchanged_page
from service.web.survey.disowning import receive_disowning, show_withdrawn
from service.web.survey.form import FORM_BYTES, Entered, read_rating
from service.web.survey.pages import closed_page, fresh_page
from service.web.survey.recorded import Occasion, recorded_page
from service.web.survey.standing import Standing
from service.web.survey.visit import visit, visit_newer

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
            return recorded_page(visited, Occasion.NOTHING)
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
    return _keeping_what_was_typed(token, receive_answer, unsaved_page)


@survey.get("/s/<token>/more")
def bait(token: str) -> ResponseReturnValue:
    """The survey again, behind a link that people don't see; its nonce tells."""
    visited = visit(token)
    if visited.standing is Standing.OPEN:
        return fresh_page(visited, Entered(), is_bait=True)
    return redirect(url_for("survey.show", token=token), 303)


@survey.get("/s/<token>/thanks")
def thanks(token: str) -> ResponseReturnValue:
    """Our thanks, with what was recorded."""
    visited = visit(token)
    if visited.standing is Standing.RECORDED:
        return recorded_page(visited, Occasion.ANSWERED)
    return redirect(url_for("survey.show", token=token), 303)


@survey.get("/s/<token>/change")
def change(token: str) -> ResponseReturnValue:
    """The answer, ready to be changed."""
    return show_change(token)


@survey.post("/s/<token>/change")
def send_change(token: str) -> ResponseReturnValue:
    """Put the customer's new answer in the place of the one before."""
    return _keeping_what_was_typed(token, receive_change, unchanged_page)


@survey.get("/s/<token>/changed")
def changed(token: str) -> ResponseReturnValue:
    """What is recorded now."""
    visited = visit(token)
    if visited.standing is Standing.RECORDED and visited.survey.changes:
        return recorded_page(visited, Occasion.CHANGED)
    return redirect(url_for("survey.show", token=token), 303)


@survey.post("/s/<token>/not-me")
def disown(token: str) -> ResponseReturnValue:
    """Take an answer back that the customer did not give."""
    return receive_disowning(token, _own_form())


@survey.get("/s/<token>/withdrawn")
def withdrawn(token: str) -> ResponseReturnValue:
    """The answer was taken back."""
    return show_withdrawn(token)


def _keeping_what_was_typed(
    token: str,
    take: Callable[[str, MultiDict[str, str]], ResponseReturnValue],
    draw_again: Callable[[str, MultiDict[str, str]], str | None],
) -> ResponseReturnValue:
    """Take a form in; without Redis, draw its page again from what it carries."""
    form = _own_form()
    try:
        return take(token, form)
    except StoreUnavailable as error:
        page = draw_again(token, form)
        if page is None:
            raise
        _log.error("answer_not_saved", error=str(error))
        return page, 503, {"Retry-After": str(RETRY_AFTER_SECONDS)}


def _own_form() -> MultiDict[str, str]:
    """The form that was sent, unless another site's page sent it."""
    form = read_form(request, limit=FORM_BYTES)
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403)
    return form
