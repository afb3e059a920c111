"""How a customer changes an answer that is still held: a deliberate step, with a nonce of its own.

The page shows what is recorded, ready to be changed. Its nonce names the version of the answer
that it shows, so that a change sent twice is one, and an old page undoes nothing.
"""

import structlog
from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from service.languages.spoken import N_
from service.lifecycle.answers import ChangeOutcome
from service.lifecycle.provenance import Signal
from service.web.brand.worn import wear
from service.web.dependencies import dependencies
from service.web.language import say, speak
from service.web.survey.form import Answer, Entered, clean, read_answer, read_entered
from service.web.survey.nonce import Purpose
from service.web.survey.pages import NO_FAULTS, Faults, form_page
from service.web.survey.recorded import Occasion, can_change, recorded_page
from service.web.survey.signals import provenance
from service.web.survey.visit import Visit, nonces, visit

NOT_CHANGED = N_("We couldn’t change your answer just now. Please send it again in a minute.")

_FORM = "survey/change.html"

_log = structlog.get_logger()


def show_change(token: str) -> ResponseReturnValue:
    """The form with what is recorded in it; without anything to change, the survey's own page.

    Raises:
        NotFound: the token leads nowhere.
        StoreUnavailable: the survey could not be looked up.
    """
    visited = visit(token)
    if not can_change(visited.survey):
        return _survey(token)
    survey = visited.survey
    recorded = Entered(rating=survey.rating, comment=survey.comment or "", solved=survey.solved)
    return change_page(visited, recorded)


def receive_change(token: str, form: MultiDict[str, str]) -> ResponseReturnValue:
    """Take a change in, and say what became of it.

    Raises:
        NotFound: the token leads nowhere.
        StoreUnavailable: the answer was not certainly changed; it may be sent again.
    """
    visited = visit(token)
    if not visited.survey.is_answered:
        return _survey(token)
    try:
        answer = read_answer(form, visited.sheet.rating_type, nonces(token, Purpose.CHANGE))
    except ValidationError as error:
        return _refuse(visited, form, error)
    return _change(visited, answer, provenance(answer.nonce, form).signals)


def change_page(visited: Visit, entered: Entered, faults: Faults = NO_FAULTS) -> str:
    """The form under a nonce of its own, with what is chosen and typed already."""
    version = visited.survey.answer_version
    nonce = nonces(visited.token, Purpose.CHANGE).sign(visited.sheet, version=version)
    return form_page(
        visited.sheet,
        token=visited.token,
        nonce=nonce,
        entered=entered,
        faults=faults,
        template=_FORM,
    )


def unchanged_page(token: str, form: MultiDict[str, str]) -> str | None:
    """The page again with what was sent from it, drawn from its nonce alone.

    Returns:
        The page; None if the nonce isn't one of ours for this survey.
    """
    text = form.get("nonce", "")
    nonce = nonces(token, Purpose.CHANGE).read(text)
    if nonce is None:
        return None
    speak(nonce.sheet.language)
    wear(nonce.sheet.brand)
    entered = read_entered(form, nonce.sheet.rating_type)
    return form_page(
        nonce.sheet,
        token=token,
        nonce=text,
        entered=entered,
        faults={"nonce": say(NOT_CHANGED)},
        template=_FORM,
    )


def _change(visited: Visit, answer: Answer, signals: frozenset[Signal]) -> ResponseReturnValue:
    outcome = dependencies().answers.change(
        visited.survey.id,
        nonce=answer.nonce.id,
        version=answer.nonce.version,
        rating=answer.rating,
        comment=answer.comment,
        solved=answer.solved,
        signals=signals,
    )
    _log.info("answer_changed", survey_id=visited.survey.id, outcome=outcome)
    match outcome:
        case ChangeOutcome.CHANGED:
            return redirect(url_for("survey.changed", token=visited.token), 303)
        case ChangeOutcome.TOO_LATE:
            return _too_late(visit(visited.token), answer.comment or "")
        case _:
            return _survey(visited.token)


def _refuse(
    visited: Visit, form: MultiDict[str, str], error: ValidationError
) -> ResponseReturnValue:
    entered = read_entered(form, visited.sheet.rating_type)
    if not can_change(visited.survey):
        return _too_late(visited, clean(form.get("comment", "")))
    faults = {name: messages[0] for name, messages in error.messages_dict.items()}
    _log.warning("change_refused", survey_id=visited.survey.id, fields=list(faults))
    return change_page(visited, entered, faults), 422


def _too_late(visited: Visit, comment: str) -> ResponseReturnValue:
    """What is recorded stays; a new comment is given back, so that it isn't lost."""
    if not comment or comment == visited.survey.comment:
        return _survey(visited.token)
    return recorded_page(visited, Occasion.NOTHING, unsent=comment), 409


def _survey(token: str) -> ResponseReturnValue:
    """Whatever happened since, the survey's own page tells."""
    return redirect(url_for("survey.show", token=token), 303)
