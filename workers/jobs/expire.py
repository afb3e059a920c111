"""End what is parked and was not answered in time.

Safe to run twice: what has not expired is only put down again.
"""

from service.lifecycle.states import State
from workers.take_up import Borrowed, take_up

STATES = frozenset({State.PARKED})
_DAY_SECONDS = 24 * 3600.0


def expire(survey_id: str) -> None:
    """Move a parked survey to expired when its time has come."""
    take_up(survey_id, STATES, _step)


def _step(borrowed: Borrowed) -> None:
    survey, now = borrowed.lease.survey, borrowed.lease.now
    if survey.is_answered or survey.expires_at is None:
        # Parked with an answer: it waits for a person, however long that takes.
        borrowed.put(survey.state, due_in=_DAY_SECONDS)
    elif survey.is_over(now):
        borrowed.put(State.EXPIRED, reason="nobody answered")
    else:
        borrowed.put(survey.state, due_in=(survey.expires_at - now) / 1000)
