"""Whether what can't be taken back was noted before it was sent, each time."""

from collections import defaultdict
from collections.abc import Iterator

from service.sandbox.played_dixa import Call
from tests.chaos.evidence import Evidence
from tests.chaos.record import Remembered


def sent_without_a_note(evidence: Evidence) -> Iterator[str]:
    """There are never more requests than notes before them, as far as there is a record."""
    for (number, agent), calls in _requests(evidence).items():
        remembered = evidence.record.conversations.get(number)
        if remembered is None:
            continue
        noted = sorted(_notes(remembered, agent))
        for place, call in enumerate(sorted(calls, key=lambda call: call.at)):
            if sum(at <= call.at for at in noted) <= place:
                yield f"{number}: {call.endpoint} at {call.at:.2f}, the {place + 1}. of its kind"


def _requests(evidence: Evidence) -> dict[tuple[int, str | None], list[Call]]:
    """Offers by conversation and agent, answers by conversation."""
    found = defaultdict[tuple[int, str | None], list[Call]](list)
    for call in evidence.dixa.calls("offer"):
        found[call.conversation or 0, call.body["agentId"]].append(call)
    for call in evidence.dixa.calls("submit"):
        found[call.conversation or 0, None].append(call)
    return found


def _notes(remembered: Remembered, agent: str | None) -> Iterator[float]:
    for survey in remembered.surveys:
        if agent is None:
            yield from survey.answering
        elif survey.agent == agent:
            yield from survey.offering
