"""The pages that a customer sees, drawn."""

from collections.abc import Mapping

from flask import render_template

from service.languages.writing import day
from service.web.language import language
from service.web.survey.form import Entered
from service.web.survey.sheet import Sheet
from service.web.survey.visit import Visit, nonces
from service.wording import CHOICES

Faults = Mapping[str, str]
"""By the field of the form (`rating`, `comment`, `nonce`), what the customer is to do."""

NO_FAULTS: Faults = {}


def fresh_page(
    visited: Visit, entered: Entered, faults: Faults = NO_FAULTS, *, is_bait: bool = False
) -> str:
    """The survey itself, under a nonce of its own, with what is chosen and typed already."""
    nonce = nonces(visited.token).sign(
        visited.sheet, preselected=None if faults else entered.rating, is_bait=is_bait
    )
    return form_page(
        visited.sheet,
        token=visited.token,
        nonce=nonce,
        entered=entered,
        faults=faults,
    )


def form_page(
    sheet: Sheet,
    *,
    token: str,
    nonce: str,
    entered: Entered,
    faults: Faults,
    template: str = "survey/form.html",
) -> str:
    """The survey as a sheet describes it, to be sent under the given nonce."""
    return render_template(
        template,
        question=sheet.question,
        subject=sheet.subject,
        closed_on=day(sheet.closed_at, language()),
        scale=sheet.rating_type.value,
        choices=CHOICES[sheet.rating_type],
        token=token,
        nonce=nonce,
        entered=entered,
        faults=faults,
        asks_solved=sheet.asks_solved,
    )


def closed_page(visited: Visit, *, comment: str = "") -> str:
    """The survey's time is over; a comment that came too late is shown, so that it isn't lost."""
    closed_at = visited.survey.expires_at
    return render_template(
        "survey/closed.html",
        closed_on=day(closed_at, language()) if closed_at else None,
        comment=comment,
    )
