"""What a form tells about who sent it: how long they took, and whether they saw what people see."""

from time import time

from werkzeug.datastructures import MultiDict

from service.lifecycle.provenance import Provenance, Signal
from service.web.survey.nonce import Nonce

QUICK_MS = 2000
"""From the page to the answer; a person has read and chosen nothing by then, though one who came
by a link that chose for them may be as quick."""

HIDDEN_FIELD = "website"
"""On the page, but hidden from people, and named as what machines like to fill in."""


def provenance(nonce: Nonce, form: MultiDict[str, str]) -> Provenance:
    """How an answer came about.

    Args:
        nonce: of the page that it was sent from.
        form: the fields as sent.
    """
    took_ms = max(0, round(time() * 1000) - nonce.drawn_at)
    found = {
        Signal.QUICK: took_ms < QUICK_MS,
        Signal.HIDDEN_LINK: nonce.is_bait,
        Signal.HIDDEN_FIELD: bool(form.get(HIDDEN_FIELD)),
    }
    return Provenance(
        drawn_at=nonce.drawn_at,
        took_ms=took_ms,
        preselected=nonce.preselected,
        signals=frozenset(signal for signal, is_there in found.items() if is_there),
    )
