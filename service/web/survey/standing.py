"""What a customer who follows a survey's link may do now."""

from enum import StrEnum

from service.lifecycle.record import Survey
from service.lifecycle.states import ANSWERABLE, State


class Standing(StrEnum):
    """How a survey stands towards its customer."""

    OPEN = "open"
    RECORDED = "recorded"
    REPLACED = "replaced"
    CLOSED = "closed"
    UNKNOWN = "unknown"


def standing(survey: Survey | None, *, now_ms: int) -> Standing:
    """How a survey stands.

    A parked survey waits for a person, but its customer may still answer if they were asked. A
    survey whose customer was never asked, or is no longer known, doesn't exist for the world.

    Args:
        survey: what was found behind the link, if anything.
        now_ms: milliseconds since the epoch.
    """
    if survey is None:
        return Standing.UNKNOWN
    if survey.is_answered and survey.state is not State.ERASED:
        return Standing.RECORDED
    if survey.state is State.SUPERSEDED and survey.successor:
        return Standing.REPLACED
    if survey.state is State.EXPIRED:
        return Standing.CLOSED
    if survey.underlying_state in ANSWERABLE:
        return Standing.CLOSED if survey.is_over(now_ms) else Standing.OPEN
    return Standing.UNKNOWN
