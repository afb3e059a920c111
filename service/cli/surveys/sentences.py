"""The lines of a survey's ledger, as sentences that can be read aloud.

A reason that is not known here is quoted as it was recorded.
"""

from collections.abc import Mapping

from service.cli.surveys.survey_words import printable, survey_words
from service.lifecycle.reading import LedgerEntry
from service.lifecycle.record import Survey
from service.lifecycle.states import ENDED, State
from service.reconciliation.missed_event import FROM_ACTIVITY_LOG

_MOVED: Mapping[str, str] = {
    State.RECEIVED: "Dixa told us of the closing ({reason}).",
    State.SCHEDULED: 'Decided to ask for {a_rating}, by survey "{survey}".',
    State.SUPPRESSED: "Not asked ({reason}){because}.",
    State.OFFERING: "The offer goes on: {reason}.",
    State.OFFER_UNKNOWN: "Whether Dixa has the offer is not known: {reason}.",
    State.OFFERED: "Dixa has the rating offer for {agent}: {reason}.",
    State.INVITED: "The link was sent by {reason}. It can be answered until {expires_at}.",
    State.ANSWERED: "The customer answered {answer}.",
    State.SUBMITTING: "The answer goes on: {reason}.",
    State.SUBMIT_UNKNOWN: "Whether Dixa has the answer is not known: {reason}.",
    State.SUBMITTED: "Dixa has the answer: {reason}.",
    State.PARKED: "It stopped, and waits for a person ({reason}).",
    State.EXPIRED: "It is over: {reason}.",
    State.SUPERSEDED: "A newer survey took its place: {reason}.",
    State.CANCELLED: "It was called off before anything was offered: {reason}.",
    State.ERASED: "What was personal was erased.",
}
"""What coming into a state means."""

_STAYED: Mapping[str, str] = {
    State.SCHEDULED: "The offer has to wait: {reason}.",
    State.OFFERING: "The offer has to wait: {reason}.",
    State.INVITED: "Nobody has answered yet: {reason}.",
    State.OFFERED: "The link has not been delivered yet: {reason}.",
    State.SUBMITTING: "The answer has to wait: {reason}.",
    State.PARKED: "It still waits for a person ({reason}).",
}
"""What staying in a state means, where that is not what coming into it means."""

_GOES_ON = "It goes on from where it stopped: {reason}."

_KNOWN: Mapping[tuple[str, str], str] = {
    (State.OFFERING, ""): "",
    (State.SUBMITTING, ""): "",
    (State.SUBMITTED, ""): "Dixa has the answer.",
    (State.OFFERING, "the open offer has just been settled"): (
        "The open offer in Dixa was answered, or ended, just now: it is looked at once more."
    ),
    (State.OFFERING, "sending the offer"): "The rating offer for {agent} is sent to Dixa.",
    (State.OFFERING, "not in Dixa, second look"): "Dixa does not have it: it will be sent again.",
    (State.OFFER_UNKNOWN, "not in Dixa, first look"): "Dixa does not show it: one more look.",
    (State.SUBMITTING, "sending the answer"): "The answer is sent to Dixa.",
    # Older histories say it so: one look was enough then.
    (State.SUBMITTING, "not in Dixa, sent again"): "Dixa does not have it: it will be sent again.",
    (State.SUBMITTING, "not in Dixa, first look"): "Dixa does not show it: one more look.",
    (State.SUBMITTING, "missing in Dixa"): "Dixa did not have it any more: it will be sent again.",
    (State.OFFERED, "the open offer is taken over"): "The open offer in Dixa is used once more.",
    (State.SUPERSEDED, "asked again"): "The customer was asked again: the link leads there now.",
    (State.SUPPRESSED, "dropped by hand"): "It was given up by hand.",
    (State.CANCELLED, "reopened"): "Opened again before anything was offered: nobody is asked.",
    (State.EXPIRED, "nobody answered"): "Nobody answered in time.",
    (State.EXPIRED, "the customer does not want to be asked"): (
        "The customer does not want to be asked: the link was not sent."
    ),
}
"""What is better said in words of its own; what is passed over is empty."""

_NOT_THEIRS = "The customer says that they did not give the answer {rest}"
_BEGINNINGS: Mapping[tuple[str, str], str] = {
    ("", "answer changed "): "The customer changed the answer {rest}.",
    (State.INVITED, "answer disowned, it was "): f"{_NOT_THEIRS}: it is withdrawn.",
    ("", "answer disowned, it was "): f"{_NOT_THEIRS}, but Dixa may have it.",
    ("", "found one more offer"): "The audit {reason}.",
    (State.RECEIVED, f"event {FROM_ACTIVITY_LOG}"): (
        "Dixa's activity log told of the closing; its webhook had not."
    ),
}
"""What is told by how the reason begins, in a certain state or in any; `rest` is what follows."""

_ANSWERED = "The customer answered."


def sentence(entry: LedgerEntry, survey: Survey) -> str:
    """What a line of the ledger tells; empty if that is only of interest to the service itself.

    Args:
        entry: the line.
        survey: whose it is, as it is now.
    """
    template, rest = _told_by_reason(entry)
    if template is None and entry.before == entry.after:
        template = _STAYED.get(entry.after)
    if template is None and entry.before == State.PARKED and entry.after not in ENDED:
        template = _GOES_ON
    if template is None and entry.after == State.ANSWERED and _is_another_now(survey):
        template = _ANSWERED
    if template is None:
        template = _MOVED[entry.after]
    return template.format_map(survey_words(survey, entry.reason) | {"rest": printable(rest)})


def _told_by_reason(entry: LedgerEntry) -> tuple[str | None, str]:
    """What is told, if the reason alone decides that, and how the reason goes on."""
    reason = entry.reason or ""
    for (state, begins), told in _BEGINNINGS.items():
        if reason.startswith(begins) and state in {"", entry.after}:
            return told, reason.removeprefix(begins)
    return _KNOWN.get((entry.after, reason)), ""


def _is_another_now(survey: Survey) -> bool:
    """Whether the answer that is known is not the one that was given then."""
    return survey.rating is None or survey.changes > 0
