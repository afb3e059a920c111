"""What must have no effect: forged events, colleagues, and whoever only looks."""

from collections.abc import Iterator

from tests.chaos.evidence import Evidence

from .closings import of_kinds


def forged(evidence: Evidence) -> Iterator[str]:
    """Not even a question to Dixa may come of a forged event."""
    numbers = {note.conversation.csid: note for note in of_kinds(evidence, "forged")}
    for number, note in numbers.items():
        if any(event.is_acknowledged for event in note.events):
            yield f"{number} was acknowledged"
        if evidence.invited.get(number):
            yield f"{number} was invited"
    for call in evidence.dixa.calls():
        if call.conversation in numbers:
            yield f"{call.conversation}: {call.method} {call.path}"


def wrongly_asked(evidence: Evidence) -> Iterator[str]:
    """Colleagues are not asked."""
    for note in of_kinds(evidence, "colleague"):
        number = note.conversation.csid
        if evidence.dixa.offers(number):
            yield f"{number} was offered"
        if evidence.invited.get(number):
            yield f"{number} was invited"


def done_by_looking(evidence: Evidence) -> Iterator[str]:
    """Scanners open what hangs on a link, too; in this load, nobody opts out or disowns."""
    for number, remembered in evidence.record.conversations.items():
        if remembered.is_opted_out:
            yield f"{number}: its customer is not to be asked any more"
        for survey in remembered.surveys:
            if survey.is_disowned:
                yield f"{number}: the answer of survey {survey.id} is disowned"


def dead_links(evidence: Evidence) -> Iterator[str]:
    """Whatever arrives leads to a page."""
    yield from sorted(evidence.notes.dead_links)
