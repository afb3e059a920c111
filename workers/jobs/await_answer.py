"""Wait for the customer's answer: remind them once if the rule says so, and end in time.

Safe to run twice: that the reminder is due is in the record until it was sent, and a reminder sent
again is known for the same by its id, as an invitation is.
"""

from dataclasses import replace

from service.delivery.errors import Undeliverable
from service.delivery.invitation import Purpose
from service.lifecycle.leases import NOW, Value
from service.lifecycle.reading import reopened_at, surveys_of
from service.lifecycle.record import Survey
from service.lifecycle.states import State
from workers.bring import bring
from workers.take_up import Borrowed, take_up

STATES = frozenset({State.INVITED})
_DAY_MS = 24 * 3_600_000


def await_answer(survey_id: str) -> None:
    """Remind the customer of an invited survey, or move it to expired, when it is time."""
    take_up(survey_id, STATES, _step)


def wait_for(survey: Survey, *, now: int) -> float:
    """Seconds until something is to be done about an invited survey that nobody answers."""
    moments = [at for at in (survey.remind_at, survey.expires_at) if at is not None]
    return max(1, (min(moments, default=now + _DAY_MS) - now) / 1000)


def _step(borrowed: Borrowed) -> None:
    survey, now = borrowed.lease.survey, borrowed.lease.now
    if survey.is_over(now):
        borrowed.put(State.EXPIRED, reason="nobody answered")
    elif survey.remind_at is not None and survey.remind_at <= now:
        _remind(borrowed)
    else:
        borrowed.put(State.INVITED, due_in=wait_for(survey, now=now))


def _remind(borrowed: Borrowed) -> None:
    survey = borrowed.lease.survey
    way = str(survey.delivered_by)
    obstacle = _obstacle(borrowed)
    if obstacle:
        _go_on(borrowed, f"not reminded: {obstacle}", {})
        return
    try:
        bring(borrowed, way, Purpose.REMINDER)
    except Undeliverable as error:
        _go_on(borrowed, f"not reminded: {way}: {error}", {})
    else:
        _go_on(borrowed, f"reminded by {way}", {"reminded_at": NOW})


def _obstacle(borrowed: Borrowed) -> str | None:
    """What has come between since the invitation."""
    closing, tools = borrowed.lease.survey.closing, borrowed.tools
    if tools.customers.is_opted_out(closing):
        return "the customer does not want to be asked"
    latest = surveys_of(tools.redis, closing.organization, closing.conversation)[-1].closing
    if reopened_at(tools.redis, latest) > latest.closed_at:
        return "the conversation is open again"
    return None


def _go_on(borrowed: Borrowed, reason: str, fields: dict[str, Value]) -> None:
    """Whatever became of the reminder: there is no other."""
    survey, now = borrowed.lease.survey, borrowed.lease.now
    left = wait_for(replace(survey, remind_at=None), now=now)
    done: dict[str, Value] = {"remind_at": None, "attempts": 0}
    borrowed.put(State.INVITED, reason=reason, due_in=left, fields=done | fields)
