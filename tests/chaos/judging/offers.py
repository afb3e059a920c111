"""Whether any customer was offered more ratings than there was reason for."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from service.sandbox.played_dixa import Call
from tests.chaos.evidence import AUDITED, Evidence
from tests.chaos.notes import TaleNote

from .lateness import on_time


def doubled(evidence: Evidence) -> Iterator[str]:
    """More than allowed, even without those that were late."""
    for number, offers, allowed in _surplus(evidence):
        if len(on_time(evidence, offers)) > allowed:
            yield _in_words(number, offers, allowed)


def doubled_by_a_late_one(evidence: Evidence) -> Iterator[str]:
    """More than allowed, but not without those that were late."""
    for number, offers, allowed in _surplus(evidence):
        if len(on_time(evidence, offers)) <= allowed:
            yield _in_words(number, offers, allowed)


def unknown(evidence: Evidence) -> Iterator[str]:
    """Those that the record does not know of when an audit has been there."""
    record = evidence.record.conversations
    if record and not (evidence.audit and evidence.audit[-1].endswith(AUDITED)):
        yield f"the audit stopped: {' '.join(evidence.audit[-1:])}"
    for number, remembered in record.items():
        if (made := len(evidence.dixa.offers(number))) > remembered.offers:
            yield f"{number} has {made} offers, {remembered.offers} of them known"


def _surplus(evidence: Evidence) -> Iterator[tuple[int, list[Call], int]]:
    """Of each agent, with how many are allowed. Agents change with each cycle, or never."""
    for note in evidence.notes.tales.values():
        number = note.conversation.csid
        allowed = _allowed(evidence, note)
        offers = sorted(evidence.dixa.offers(number), key=lambda call: call.body["agentId"])
        for agent, calls in groupby(offers, key=lambda call: call.body["agentId"]):
            its_offers = sorted(calls, key=lambda call: call.at)
            if len(its_offers) > allowed[agent]:
                yield number, its_offers, allowed[agent]


def _allowed(evidence: Evidence, note: TaleNote) -> Counter[str]:
    """One for each cycle; and as far as there is a record, for each survey that was to have one."""
    closings = Counter(event.closed_by for event in note.events if event.closed_by)
    remembered = evidence.record.conversations.get(note.conversation.csid)
    if remembered is None:
        return closings
    return closings & Counter(
        survey.agent for survey in remembered.surveys if survey.agent and survey.offering
    )


def _in_words(number: int, offers: list[Call], allowed: int) -> str:
    times = ", ".join(f"{call.at:.2f} to {call.committed_at or 0:.2f}" for call in offers)
    return f"{number} has {len(offers)} offers instead of {allowed}: {times}"
