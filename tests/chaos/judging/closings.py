"""What became of the closings that the service was told of."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.lifecycle.states import HOLDS_AN_ANSWER, State
from service.rules.reasons import SuppressReason
from tests.chaos.evidence import Evidence
from tests.chaos.notes import EventNote, TaleNote
from tests.chaos.record import Asking, Remembered

from .lateness import has_late_offer

GENUINE = ("mail", "chat", "reopened", "colleague")
ASKED = ("mail", "chat", "reopened")

_REACHED = {State.INVITED, *HOLDS_AN_ANSWER}
_MADE_WAY = {State.SUPERSEDED, State.CANCELLED}


@dataclass(frozen=True, kw_only=True)
class _Fault:
    """What is wrong with a closing.

    Args:
        case: in words.
        is_unasked: whether it was not asked about at all, as happens beside a late offer.
    """

    case: str
    is_unasked: bool = False


def of_kinds(evidence: Evidence, *kinds: str) -> Iterator[TaleNote]:
    """The tales of these kinds."""
    yield from (note for note in evidence.notes.tales.values() if note.tale.kind in kinds)


def cycles(evidence: Evidence) -> int:
    """How many closing cycles were acknowledged and might be asked about."""
    return sum(
        event.is_acknowledged and event.closed_by is not None
        for note in of_kinds(evidence, *ASKED)
        for event in note.events
    )


def conversations(evidence: Evidence) -> int:
    """Of how many conversations it is looked for what came of their last closing."""
    return sum(_is_acknowledged(note) for note in of_kinds(evidence, *ASKED))


def never_acknowledged(evidence: Evidence) -> Iterator[str]:
    """It was told of each event until the end, and there was a long calm before that."""
    for note in of_kinds(evidence, *GENUINE):
        for number, event in enumerate(note.events):
            if not event.is_acknowledged:
                answers = sorted({str(status) for status in event.statuses})
                yield f"{note.conversation.csid}, event {number}: {', '.join(answers) or 'untold'}"


def without_outcome(evidence: Evidence) -> Iterator[str]:
    """The last closing of each conversation is asked about, and the customer invited; each closing
    before is remembered, and was asked about or made way for a later one.
    """
    for number, fault in _faults(evidence):
        if not (fault.is_unasked and has_late_offer(evidence, number)):
            yield fault.case


def not_asked_again(evidence: Evidence) -> Iterator[str]:
    """Nobody could know that the earlier offer was ours: somebody else seemed to ask already."""
    for number, fault in _faults(evidence):
        if fault.is_unasked and has_late_offer(evidence, number):
            yield fault.case


def _faults(evidence: Evidence) -> Iterator[tuple[int, _Fault]]:
    for note in of_kinds(evidence, *ASKED):
        if not _is_acknowledged(note):
            continue
        number = note.conversation.csid
        earlier = [event for event in note.events[:-1] if event.closed_by]
        faults = [_of_earlier(evidence, number, event) for event in earlier]
        yield from ((number, fault) for fault in (*faults, _of_last(evidence, note)) if fault)


def _is_acknowledged(note: TaleNote) -> bool:
    return all(event.is_acknowledged for event in note.events)


def _of_last(evidence: Evidence, note: TaleNote) -> _Fault | None:
    """By what Dixa has and what arrived, then by the survey itself, if there is a record."""
    number, last = note.conversation.csid, note.events[-1]
    if last.closed_by not in {call.body["agentId"] for call in evidence.dixa.offers(number)}:
        return _Fault(case=f"{number} was not offered", is_unasked=True)
    if not evidence.invited.get(number):
        return _Fault(case=f"{number} was not invited")
    remembered = evidence.record.conversations.get(number)
    if remembered is None:
        return None
    survey = _survey_about(remembered, last)
    if survey is None:
        return _Fault(case=f"{number} has no survey about its last closing")
    return _of_survey(evidence, number, survey)


def _of_earlier(evidence: Evidence, number: int, event: EventNote) -> _Fault | None:
    """There need not be a survey about it: a later event may have come before."""
    remembered = evidence.record.conversations.get(number)
    if remembered is None:
        return None
    if event.at_ms not in remembered.closings:
        return _Fault(case=f"{number}: its closing of {event.at_ms} is not remembered")
    survey = _survey_about(remembered, event)
    if survey is None or survey.state in _MADE_WAY:
        return None
    return _of_survey(evidence, number, survey)


def _of_survey(evidence: Evidence, number: int, survey: Asking) -> _Fault | None:
    if survey.state == State.SUPPRESSED and survey.reason == SuppressReason.ALREADY_ASKED:
        return _Fault(case=f"{number} was not asked again", is_unasked=True)
    if survey.state not in _REACHED:
        return _Fault(case=f"{number}: survey {survey.id} is {survey.state}, {survey.reason}")
    # Whoever follows an older link is led on, and may answer before the newer one arrives.
    if not survey.is_answered and not _has_arrived(evidence, number, survey):
        return _Fault(case=f"{number}: the link of survey {survey.id} did not arrive")
    return None


def _survey_about(remembered: Remembered, event: EventNote) -> Asking | None:
    about = [survey for survey in remembered.surveys if survey.closed_at == event.at_ms]
    return about[-1] if about else None


def _has_arrived(evidence: Evidence, number: int, survey: Asking) -> bool:
    links = evidence.invited.get(number, set())
    return any(evidence.record.survey_behind(link) == survey.id for link in links)
