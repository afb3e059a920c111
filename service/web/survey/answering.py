"""What happens to an answer that a customer sends.

Whatever happens, what was chosen and typed is on the page that comes back, unless it is recorded.
"""

import structlog
from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from service.languages.spoken import N_
from service.lifecycle.answers import AnswerOutcome
from service.lifecycle.provenance import Provenance
from service.web.brand.worn import wear
from service.web.dependencies import dependencies
from service.web.language import say, speak
from service.web.survey.form import Answer, clean, read_answer, read_entered
from service.web.survey.pages import closed_page, form_page, fresh_page
from service.web.survey.signals import provenance
from service.web.survey.standing import Standing
from service.web.survey.visit import Visit, nonces, visit, visit_newer

NEWER = N_("Please answer this newer question instead. It has replaced the one before.")
NOT_SAVED = N_("We couldn’t save your answer just now. Please send it again in a minute.")

_log = structlog.get_logger()


def receive_answer(token: str, form: MultiDict[str, str]) -> ResponseReturnValue:
    """Take an answer in, and say what became of it.

    Args:
        token: the token in the link.
        form: the fields as sent.

    Raises:
        NotFound: the token leads nowhere.
        StoreUnavailable: the answer was not certainly recorded; it may be sent again.
    """
    visited = visit(token)
    if visited.standing is Standing.CLOSED:
        return closed_page(visited, comment=clean(form.get("comment", ""))), 410
    if visited.standing is Standing.REPLACED:
        return _lead_on(visit_newer(visited.survey), form)
    try:
        answer = read_answer(form, visited.sheet.rating_type, nonces(token))
    except ValidationError as error:
        return _refuse(visited, form, error)
    return _record(visited, answer, provenance(answer.nonce, form))


def unsaved_page(token: str, form: MultiDict[str, str]) -> str | None:
    """The page again with what was sent from it, drawn from its nonce alone.

    The nonce stays the same, so that an answer that was recorded after all isn't a second one.

    Returns:
        The page; None if the nonce isn't one of ours for this survey.
    """
    text = form.get("nonce", "")
    nonce = nonces(token).read(text)
    if nonce is None:
        return None
    speak(nonce.sheet.language)
    wear(nonce.sheet.brand)
    entered = read_entered(form, nonce.sheet.rating_type)
    faults = {"nonce": say(NOT_SAVED)}
    return form_page(nonce.sheet, token=token, nonce=text, entered=entered, faults=faults)


def _record(visited: Visit, answer: Answer, came_about: Provenance) -> ResponseReturnValue:
    outcome = dependencies().answers.record(
        visited.survey.id,
        nonce=answer.nonce.id,
        rating=answer.rating,
        comment=answer.comment,
        solved=answer.solved,
        version=visited.survey.answer_version,
        provenance=came_about,
        is_held=visited.survey.hold_ms > 0,
    )
    _log.info("answer_received", survey_id=visited.survey.id, outcome=outcome)
    # Whatever else happened since the look-up, the survey's own page tells.
    page = "survey.thanks" if outcome is AnswerOutcome.RECORDED else "survey.show"
    return redirect(url_for(page, token=visited.token), 303)


def _refuse(
    visited: Visit, form: MultiDict[str, str], error: ValidationError
) -> ResponseReturnValue:
    if visited.standing is Standing.RECORDED:
        return redirect(url_for("survey.show", token=visited.token), 303)
    faults = {name: messages[0] for name, messages in error.messages_dict.items()}
    _log.warning("answer_refused", survey_id=visited.survey.id, fields=list(faults))
    return fresh_page(visited, read_entered(form, visited.sheet.rating_type), faults), 422


def _lead_on(newer: Visit, form: MultiDict[str, str]) -> ResponseReturnValue:
    if newer.standing is not Standing.OPEN:
        return redirect(url_for("survey.show", token=newer.token), 303)
    entered = read_entered(form, newer.sheet.rating_type)
    if entered.comment:
        return fresh_page(newer, entered, {"nonce": say(NEWER)}), 422
    return redirect(url_for("survey.show", token=newer.token, rating=entered.rating), 303)
