"""Being asked never again: from the survey's page, the mail's last line, or the mail program.

A mail program sends the form by itself once its user says so, and knows nothing but the address
in `List-Unsubscribe`. So this form needs no nonce; the token in the address is what it takes.
Looking at the address changes nothing, as everywhere.

Source: RFC 8058, "Signaling One-Click Functionality for List Email Headers".
"""

import structlog
from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.lifecycle.connection import store_errors
from service.web.body import read_form
from service.web.dependencies import dependencies
from service.web.language import asked_for
from service.web.survey.visit import visit_to_leave

FORM_BYTES = 4 * 1024

unsubscribe = Blueprint("unsubscribe", __name__, template_folder="templates")
_log = structlog.get_logger()


@unsubscribe.get("/s/<token>/unsubscribe")
def confirm(token: str) -> ResponseReturnValue:
    """One button, so that a scanner that follows the link stops nothing.

    Whoever is not asked any more is told so instead. Their open survey can be answered all the
    same: that they want no more questions takes no answer away from them.
    """
    closing = visit_to_leave(token).survey.closing
    with store_errors():
        is_opted_out = dependencies().customers.is_opted_out(closing)
    return left_page() if is_opted_out else leave_page(token)


@unsubscribe.post("/s/<token>/unsubscribe")
def stop(token: str) -> ResponseReturnValue:
    """Never ask this customer again; once more is harmless. Not a redirect, as the RFC wants."""
    read_form(request, limit=FORM_BYTES)
    survey = visit_to_leave(token).survey
    dependencies().customers.opt_out(survey.closing.organization, survey.closing.customer.id)
    _log.info("customer_opted_out", survey_id=survey.id)
    return left_page()


def leave_page(token: str) -> str:
    """The button."""
    address = url_for("unsubscribe.stop", token=token, lang=asked_for())
    return render_template("survey/unsubscribe.html", address=address)


def left_page() -> str:
    """That it is done, however long ago."""
    return render_template("survey/unsubscribed.html")
