"""Whether a run kept the promises, by the ledgers alone."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from service.sandbox.played_dixa import Call

from .clockwork import SETTLE_SECONDS
from .evidence import AUDITED, POISON, Evidence
from .notes import AnswerNote, TaleNote

UNDER_WAY = 12
"""So many calls may still come after the token was refused: one of each of four workers, and as
many again for each that is killed before it could shut the gate for the others."""

CALLS_SHOWN = 8
"""So many before one that came too fast: more than Dixa's limit lets pass at once."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One promise.

    Args:
        promise: what must not be.
        cases: what was found of it, each in words.
        is_broken: whether that breaks the promise; else it is only told.
    """

    promise: str
    cases: list[str]
    is_broken: bool


def judge(evidence: Evidence) -> list[Finding]:
    """Look for what must not be."""
    judged: dict[str, Callable[[Evidence], Iterator[str]]] = {
        "acknowledged closings without their outcome": _without_outcome,
        "acknowledged answers that Dixa does not have": _lost_answers,
        "answers that Dixa has more than once": _doubled_answers,
        "closing cycles with more than one offer": _doubled_offers,
        "offers that the record does not know of, after an audit": _unknown_offers,
        "forged events with an effect": _forged,
        "people asked whom nobody should ask": _wrongly_asked,
        "ratings in Dixa that nobody sent (GET, HEAD)": _invented,
        "delivered links that lead nowhere": _dead_links,
        "calls while the token was refused, but probes": _through_the_shut_gate,
        "surveys stuck": _stuck,
        "surveys parked without an injected cause": _wrongly_parked,
    }
    told = {
        "apart: doubled by a commit later than the settle time": _late_doubles,
        "apart: not asked, an earlier offer having been made too late": _not_asked_again,
        "apart: differences found by the audit": _drift,
        "apart: parked as poison, since their workers were killed": _poisoned,
        "apart: calls that Dixa turned away as too fast": _too_fast,
    }
    found = [_finding(name, list(look(evidence))) for name, look in judged.items()]
    return found + [_finding(name, list(look(evidence)), told=True) for name, look in told.items()]


def cycles(evidence: Evidence) -> int:
    """How many closing cycles were acknowledged and might be asked about."""
    return sum(
        event.is_acknowledged and event.closed_by is not None
        for note in _asked(evidence)
        for event in note.events
    )


def _finding(promise: str, cases: list[str], *, told: bool = False) -> Finding:
    return Finding(promise=promise, cases=cases, is_broken=bool(cases) and not told)


def _without_outcome(evidence: Evidence) -> Iterator[str]:
    """The last closing of each conversation is asked about: offered, and the customer invited."""
    for number, case in _unasked(evidence):
        if not _has_late_offer(evidence, number):
            yield case


def _not_asked_again(evidence: Evidence) -> Iterator[str]:
    """Nobody could know that the earlier offer was ours: somebody else seemed to ask already."""
    for number, case in _unasked(evidence):
        if _has_late_offer(evidence, number):
            yield case


def _unasked(evidence: Evidence) -> Iterator[tuple[int, str]]:
    for note in _asked(evidence):
        number, last = note.conversation.csid, note.events[-1]
        if not all(event.is_acknowledged for event in note.events):
            continue
        agents = {call.body["agentId"] for call in evidence.dixa.offers(number)}
        if last.closed_by not in agents:
            yield number, f"{number} was not offered"
        elif not evidence.invited.get(number):
            yield number, f"{number} was not invited"


def _has_late_offer(evidence: Evidence, number: int) -> bool:
    return _is_late(evidence, evidence.dixa.offers(number))


def _lost_answers(evidence: Evidence) -> Iterator[str]:
    for note in evidence.notes.answers:
        if note.is_acknowledged and not _given(evidence, note):
            yield f"{note.comment} is not in Dixa"


def _doubled_answers(evidence: Evidence) -> Iterator[str]:
    for note in evidence.notes.answers:
        given = _given(evidence, note)
        if len(given) > 1 and not _is_late(evidence, given):
            yield f"{note.comment} is in Dixa {len(given)} times"


def _doubled_offers(evidence: Evidence) -> Iterator[str]:
    for number, offers in _surplus_offers(evidence):
        if not _is_late(evidence, offers):
            yield f"{number} has {len(offers)} offers: {_times(offers)}"


def _late_doubles(evidence: Evidence) -> Iterator[str]:
    for number, offers in _surplus_offers(evidence):
        if _is_late(evidence, offers):
            yield f"{number} has {len(offers)} offers: {_times(offers)}"
    for note in evidence.notes.answers:
        given = _given(evidence, note)
        if len(given) > 1 and _is_late(evidence, given):
            yield f"{note.comment} is in Dixa {len(given)} times"


def _surplus_offers(evidence: Evidence) -> Iterator[tuple[int, list[Call]]]:
    """Agents change with each cycle, or never: then there are as many offers as cycles, at most."""
    for note in evidence.notes.tales.values():
        number = note.conversation.csid
        closings = Counter(event.closed_by for event in note.events if event.closed_by)
        offers = sorted(evidence.dixa.offers(number), key=lambda call: call.body["agentId"])
        for agent, calls in groupby(offers, key=lambda call: call.body["agentId"]):
            its_offers = list(calls)
            if len(its_offers) > closings[agent]:
                yield number, its_offers


def _unknown_offers(evidence: Evidence) -> Iterator[str]:
    if evidence.known_offers and not evidence.audit[-1].endswith(AUDITED):
        yield f"the audit stopped: {evidence.audit[-1]}"
    for number, known in evidence.known_offers.items():
        if (made := len(evidence.dixa.offers(number))) > known:
            yield f"{number} has {made} offers, {known} of them known"


def _drift(evidence: Evidence) -> Iterator[str]:
    yield from (line for line in evidence.audit if line.startswith("conversation"))


def _forged(evidence: Evidence) -> Iterator[str]:
    for note in _of_kind(evidence, "forged"):
        number = note.conversation.csid
        if any(event.is_acknowledged for event in note.events):
            yield f"{number} was acknowledged"
        yield from _approaches(evidence, number)


def _wrongly_asked(evidence: Evidence) -> Iterator[str]:
    for note in _of_kind(evidence, "colleague"):
        yield from _approaches(evidence, note.conversation.csid)


def _approaches(evidence: Evidence, number: int) -> Iterator[str]:
    if evidence.dixa.offers(number):
        yield f"{number} was offered"
    if evidence.invited.get(number):
        yield f"{number} was invited"


def _invented(evidence: Evidence) -> Iterator[str]:
    sent = {(note.comment, note.rating) for note in evidence.notes.answers}
    for call in evidence.dixa.calls("submit"):
        if call.committed and _result(call) not in sent:
            yield f"{call.conversation} was rated {_result(call)[1]}"


def _dead_links(evidence: Evidence) -> Iterator[str]:
    yield from sorted(evidence.notes.dead_links)


def _through_the_shut_gate(evidence: Evidence) -> Iterator[str]:
    windows = zip(evidence.revoked[::2], evidence.revoked[1::2], strict=True)
    for begun, ended in windows:
        calls = [call for call in evidence.dixa.calls() if begun <= call.at < ended]
        others = [call for call in calls if call.endpoint != "organization"]
        if len(others) > UNDER_WAY:
            yield f"{len(others)} of {len(calls)} calls within {ended - begun:.0f} s"


def _stuck(evidence: Evidence) -> Iterator[str]:
    for state, number in evidence.stuck.items():
        yield f"{number} {state}"


def _wrongly_parked(evidence: Evidence) -> Iterator[str]:
    for number, reason in evidence.parked:
        if not reason.startswith(POISON):
            yield f"{number}: {reason}"


def _poisoned(evidence: Evidence) -> Iterator[str]:
    for number, reason in evidence.parked:
        if reason.startswith(POISON):
            yield f"{number}"


def _too_fast(evidence: Evidence) -> Iterator[str]:
    """Those before it tell why: spread evenly, and we are too fast; all at once, and the way to
    Dixa held them up.
    """
    calls = sorted(evidence.dixa.calls(), key=lambda call: call.at)
    for place, call in enumerate(calls):
        if call.status == 429 and call.fault is None:
            before = calls[max(0, place - CALLS_SHOWN) : place]
            earlier = ", ".join(f"{(call.at - each.at) * 1000:.0f}" for each in before)
            yield f"{call.method} {call.path} at {call.at:.2f}, the others {earlier} ms before"


def _asked(evidence: Evidence) -> Iterator[TaleNote]:
    for kind in ("mail", "chat", "reopened"):
        yield from _of_kind(evidence, kind)


def _of_kind(evidence: Evidence, kind: str) -> Iterator[TaleNote]:
    yield from (note for note in evidence.notes.tales.values() if note.tale.kind == kind)


def _given(evidence: Evidence, note: AnswerNote) -> list[Call]:
    """The submissions of an answer that Dixa carried out."""
    submissions = evidence.dixa.submissions(note.conversation)
    return [call for call in submissions if _result(call) == (note.comment, note.rating)]


def _result(call: Call) -> tuple[str | None, int]:
    return call.body.get("comment"), call.body["ratingResult"]["value"]


def _is_late(evidence: Evidence, calls: list[Call]) -> bool:
    """Whether one of them was carried out later than the settle time after it was noted."""
    return any(_lateness(evidence, call) > SETTLE_SECONDS for call in calls)


def _lateness(evidence: Evidence, call: Call) -> float:
    intents = evidence.intents.get(call.conversation or 0, [])
    sent_at = max((at for at in intents if at <= call.at), default=call.at)
    return (call.committed_at or call.at) - sent_at


def _times(calls: list[Call]) -> str:
    return ", ".join(f"{call.at:.2f} to {call.committed_at or 0:.2f}" for call in calls)
