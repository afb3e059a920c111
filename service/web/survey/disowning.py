"""How somebody with the link says that the rating is not theirs: with a nonce of its own.

While nobody has begun to submit the answer it is withdrawn, and the survey can be answered again.
After that it is noted: Dixa has no call to take a rating back, and the page says so.
"""

import structlog
from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from service.lifecycle.answers import DisownOutcome
from service.web.dependencies import dependencies
from service.web.survey.nonce import Purpose
from service.web.survey.standing import Standing
from service.web.survey.visit import nonces, visit

_log = structlog.get_logger()


def receive_disowning(token: str, form: MultiDict[str, str]) -> ResponseReturnValue:
    """Withdraw the answer, or note that it is not theirs.

    Raises:
        NotFound: the token leads nowhere.
        StoreUnavailable: nothing is certain; it may be sent again.
    """
    visited = visit(token)
    nonce = nonces(token, Purpose.DISOWN).read(form.get("nonce", ""))
    if nonce is None or not nonce.is_fresh:
        return redirect(url_for("survey.show", token=token), 303)
    outcome = dependencies().answers.disown(
        visited.survey.id, nonce=nonce.id, version=nonce.version
    )
    _log.info("answer_disowned", survey_id=visited.survey.id, outcome=outcome)
    page = "survey.withdrawn" if outcome is DisownOutcome.WITHDRAWN else "survey.show"
    return redirect(url_for(page, token=token), 303)


def show_withdrawn(token: str) -> ResponseReturnValue:
    """The answer is gone, and another one can be given.

    Raises:
        NotFound: the token leads nowhere.
        StoreUnavailable: the survey could not be looked up.
    """
    visited = visit(token)
    if visited.standing is Standing.OPEN and visited.survey.answer_version > 0:
        return withdrawn_page(token)
    return redirect(url_for("survey.show", token=token), 303)


def withdrawn_page(token: str) -> str:
    """That the answer is gone, with the way to the survey, which is open again."""
    return render_template("survey/withdrawn.html", token=token)
