"""How a survey stands, in one sentence."""

from collections.abc import Mapping

from service.cli.surveys.survey_words import survey_words
from service.lifecycle.parking import DROPPED_BY_HAND
from service.lifecycle.record import Survey
from service.lifecycle.states import State

_STANDING: Mapping[State, str] = {
    State.RECEIVED: "It is not decided yet whether the customer is asked.",
    State.SCHEDULED: "The customer is going to be asked.",
    State.OFFERING: "The customer is going to be asked: Dixa gets the rating offer first.",
    State.OFFER_UNKNOWN: "It is not certain yet whether Dixa has the rating offer.",
    State.OFFERED: "Dixa has the rating offer; the customer does not have the link yet.",
    State.INVITED: "The customer has the link, good until {expires_at}, and has not answered.",
    State.ANSWERED: "The customer answered {answer}. Dixa does not have it yet.",
    State.SUBMITTING: "The customer answered {answer}. Dixa does not have it yet.",
    State.SUBMIT_UNKNOWN: "The customer answered {answer}. It is not certain that Dixa has it.",
    State.SUBMITTED: "The customer answered {answer}. Dixa has it.",
    State.PARKED: "It stopped and waits for a person ({reason}).",
    State.SUPPRESSED: "Nobody was asked ({reason}){because}.",
    State.EXPIRED: "It ended without an answer: {reason}.",
    State.SUPERSEDED: "A newer survey took its place before anybody answered.",
    State.CANCELLED: "Nobody was asked: the conversation was opened again first.",
    State.ERASED: "What was personal has been erased.",
}

_DROPPED = "It was dropped by hand."
_NOT_THEIRS = (
    " They say that it is not theirs; Dixa can't give a rating back, so whoever reads it there"
    " has to be told."
)
_PERHAPS_NOT_THEIRS = " They say that it is not theirs, but it was on its way to Dixa by then."
_WHAT_TO_DO = "What to do: rating-survey parked list."


def standing(survey: Survey) -> str:
    """What has become of a survey."""
    words = survey_words(survey, survey.reason)
    is_dropped = survey.reason == DROPPED_BY_HAND
    told = _DROPPED if is_dropped else _STANDING[survey.state].format_map(words)
    if (is_dropped or survey.state is State.PARKED) and words["answer"]:
        told += f" The customer answered {words['answer']}."
    if survey.disowned_at is not None:
        told += _NOT_THEIRS if survey.state is State.SUBMITTED else _PERHAPS_NOT_THEIRS
    return f"{told} {_WHAT_TO_DO}" if survey.state is State.PARKED else told
