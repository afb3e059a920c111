"""Submit the customer's answer to Dixa.

As with the offer, the intent is noted before the request is sent, and one whose fate is unknown
is settled by reading. But the side of error is the other one: an answer is never dropped, so what
Dixa does not show as rated is sent again.

Safe to run twice: an intent that is noted is settled before anything is sent.
"""

from datetime import UTC, datetime

from service.dixa.errors import NotSent, OutcomeUnknown, Rejected
from service.dixa.gate import Urgency
from service.dixa.schemas import Rating
from service.lifecycle.leases import NOW
from service.lifecycle.states import State
from workers.take_up import Borrowed, take_up

STATES = frozenset({State.ANSWERED, State.SUBMITTING, State.SUBMIT_UNKNOWN})


def submit_rating(survey_id: str) -> None:
    """Move an answered survey to submitted, through submitting."""
    take_up(survey_id, STATES, _step)


def _step(borrowed: Borrowed) -> None:
    if borrowed.lease.survey.submit_sent_at is not None:
        _settle(borrowed)
        return
    lease = borrowed.tools.leases.keep(borrowed.lease, {}, to=State.SUBMITTING)
    _send(Borrowed(borrowed.tools, lease))


def _send(holding: Borrowed) -> None:
    survey = holding.lease.survey
    if survey.rating is None or survey.offer_id is None:
        raise AssertionError("only an answered survey, which was offered, is submitted")
    try:
        holding.tools.dixa.submit_rating(
            survey.closing.conversation,
            survey.offer_id,
            rating_type=survey.asked_type,
            value=survey.rating,
            comment=survey.comment,
            submitted_at=datetime.fromtimestamp((survey.answered_at or 0) / 1000, UTC),
            before_sending=lambda: _note_intent(holding),
        )
    except NotSent as error:
        holding.put_off(error, fields={"submit_sent_at": None})
    except OutcomeUnknown as error:
        settle = holding.tools.settings.settle_seconds
        holding.put(State.SUBMIT_UNKNOWN, reason=str(error), due_in=settle)
    except Rejected as error:
        _submitted_before(holding, error)
    else:
        _submitted(holding)


def _note_intent(holding: Borrowed) -> None:
    holding.tools.leases.keep(holding.lease, {"submit_sent_at": NOW}, reason="sending the answer")


def _submitted(borrowed: Borrowed, reason: str = "") -> None:
    borrowed.put(
        State.SUBMITTED, reason=reason, fields={"submitted_at": NOW, "submit_sent_at": None}
    )


def _submitted_before(holding: Borrowed, error: Rejected) -> None:
    """Dixa refuses: perhaps because it has this answer already."""
    row = _row(holding)
    if row is not None and row.status == "Rated" and row.score == holding.lease.survey.rating:
        _submitted(holding, "it was there already")
    else:
        holding.put(State.PARKED, reason=f"Dixa refuses: {error}", due_in=1)


def _settle(borrowed: Borrowed) -> None:
    """Find out what became of a request: wait until it has had its effect, then read."""
    survey, now = borrowed.lease.survey, borrowed.lease.now
    waited = (now - (survey.submit_sent_at or 0)) / 1000
    wait = borrowed.tools.settings.settle_seconds - waited
    if wait > 0:
        borrowed.put(State.SUBMIT_UNKNOWN, reason="its fate is not settled", due_in=wait)
        return
    row = _row(borrowed)
    if row is None or row.status != "Rated":
        again = {"submit_sent_at": None}
        borrowed.put(State.SUBMITTING, reason="not in Dixa, sent again", fields=again)
    elif row.score == survey.rating:
        _submitted(borrowed, "found in Dixa")
    else:
        reason = f"conflict: Dixa has {row.score}, the customer said {survey.rating}"
        borrowed.put(State.PARKED, reason=reason, due_in=1)


def _row(borrowed: Borrowed) -> Rating | None:
    survey = borrowed.lease.survey
    rows = borrowed.tools.dixa.list_ratings(survey.closing.conversation, urgency=Urgency.ANSWER)
    wanted = (survey.offer_id, survey.rating_type)
    return next((row for row in rows if (row.id, row.type) == wanted), None)
