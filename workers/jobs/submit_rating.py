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
from service.lifecycle.leases import NOW, Value
from service.lifecycle.record import Survey
from service.lifecycle.states import State
from workers.take_up import Borrowed, take_up

STATES = frozenset({State.ANSWERED, State.SUBMITTING, State.SUBMIT_UNKNOWN})
LOOK_AGAIN_SECONDS = 5.0
"""Between the two looks that must agree before an answer is sent again; the second one is that
which comes before anything is sent."""

_DONE: dict[str, Value] = {"submitted_at": NOW, "submit_sent_at": None}


def submit_rating(survey_id: str) -> None:
    """Move an answered survey to submitted, through submitting."""
    take_up(survey_id, STATES, _step)


def _step(borrowed: Borrowed) -> None:
    if borrowed.lease.survey.submit_sent_at is not None:
        _settle(borrowed)
    else:
        borrowed.keep(to=State.SUBMITTING)
        _look_and_send(borrowed)


def _look_and_send(borrowed: Borrowed) -> None:
    """Look first: after a restored backup or a parking, Dixa may know more than the record does."""
    if row := _rated_row(borrowed):
        _compare(borrowed, row)
    else:
        _send(borrowed)


def _send(borrowed: Borrowed) -> None:
    survey = borrowed.lease.survey
    if survey.rating is None or survey.offer_id is None:
        raise AssertionError("only an answered survey, which was offered, is submitted")
    try:
        borrowed.tools.dixa.submit_rating(
            survey.closing.conversation,
            survey.offer_id,
            rating_type=survey.asked_type,
            value=survey.rating,
            comment=survey.comment,
            submitted_at=datetime.fromtimestamp(_answered_at(survey) / 1000, UTC),
            before_sending=lambda: _note_intent(borrowed),
        )
    except NotSent as error:
        borrowed.put_off(error, fields={"submit_sent_at": None})
    except OutcomeUnknown as error:
        settle = borrowed.tools.settings.settle_seconds
        borrowed.put_off(error, to=State.SUBMIT_UNKNOWN, at_least=settle)
    except Rejected as error:
        # Perhaps because Dixa has an answer already: an earlier request may have been carried out.
        if row := _rated_row(borrowed):
            _compare(borrowed, row)
        else:
            borrowed.put(State.PARKED, reason=f"Dixa refuses: {error}", due_in=1)
    else:
        borrowed.put(State.SUBMITTED, fields=_DONE)


def _answered_at(survey: Survey) -> int:
    """When the customer said, for the last time, what is submitted."""
    return survey.changed_at or survey.answered_at or 0


def _note_intent(borrowed: Borrowed) -> None:
    borrowed.keep(fields={"submit_sent_at": NOW}, reason="sending the answer")


def _settle(borrowed: Borrowed) -> None:
    """Find out what became of a request: wait until it has had its effect, then read."""
    survey, now = borrowed.lease.survey, borrowed.lease.now
    waited = (now - (survey.submit_sent_at or 0)) / 1000
    wait = borrowed.tools.settings.settle_seconds - waited
    if wait > 0:
        borrowed.put(State.SUBMIT_UNKNOWN, reason="its fate is not settled", due_in=wait)
    elif row := _rated_row(borrowed):
        _compare(borrowed, row)
    else:
        borrowed.put(
            State.SUBMITTING,
            reason="not in Dixa, first look",
            due_in=LOOK_AGAIN_SECONDS,
            fields={"submit_sent_at": None},
        )


def _rated_row(borrowed: Borrowed) -> Rating | None:
    survey = borrowed.lease.survey
    rows = borrowed.tools.dixa.list_ratings(survey.closing.conversation, urgency=Urgency.ANSWER)
    wanted = (survey.offer_id, survey.rating_type, "Rated")
    return next((row for row in rows if (row.id, row.type, row.status) == wanted), None)


def _compare(borrowed: Borrowed, row: Rating) -> None:
    """End the survey whose answer Dixa has; another answer than ours is for a person to judge."""
    said = borrowed.lease.survey.rating
    if not row.is_status_told:
        reason = "Dixa does not tell whether it has an answer"
        borrowed.put(State.PARKED, reason=reason, due_in=1)
    elif row.score == said:
        borrowed.put(State.SUBMITTED, reason="found in Dixa", fields=_DONE)
    else:
        reason = f"conflict: Dixa has {row.score}, the customer said {said}"
        borrowed.put(State.PARKED, reason=reason, due_in=1)
