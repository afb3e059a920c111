"""Whether a run kept the promises, by the ledgers alone; each is looked at in `judging`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from .evidence import Evidence
from .judging import answers, calls, closings, effects, ends, noted, offers

Look = Callable[[Evidence], Iterator[str]]

JUDGED: Mapping[str, Look] = {
    "genuine events never acknowledged": closings.never_acknowledged,
    "acknowledged closings without their outcome": closings.without_outcome,
    "customers who could not answer": answers.never_thanked,
    "acknowledged answers that Dixa does not have": answers.lost,
    "answers that Dixa has more than once": answers.doubled,
    "ratings that were given more than one answer": answers.overruled,
    "closing cycles with more than one offer": offers.doubled,
    "requests that were not noted before they were sent": noted.sent_without_a_note,
    "offers that the record does not know of, after an audit": offers.unknown,
    "differences found by the audit, unexplained": ends.differences,
    "forged events with an effect": effects.forged,
    "people asked whom nobody should ask": effects.wrongly_asked,
    "ratings in Dixa that nobody sent (GET, HEAD)": answers.invented,
    "opted out or disowned by looking (GET, HEAD)": effects.done_by_looking,
    "delivered links that lead nowhere": effects.dead_links,
    "calls while the token was refused, but probes": calls.through_the_shut_gate,
    "calls turned away as too fast, more than 1 in 500": calls.too_fast_too_often,
    "not at rest, long after everything was well": ends.restless,
    "surveys stuck": ends.stuck,
    "surveys parked without an injected cause": ends.wrongly_parked,
    "surveys parked after they were let go on": ends.parked_at_last,
}
"""What must not be."""

TOLD: Mapping[str, Look] = {
    "apart: offers doubled by a commit later than the settle time": offers.doubled_by_a_late_one,
    "apart: answers doubled by a commit later than the settle time": answers.doubled_by_a_late_one,
    "apart: not asked, an earlier offer having been made too late": closings.not_asked_again,
    "apart: differences found by the audit, of late offers": ends.explained_differences,
    "apart: parked as poison, since their workers were killed": ends.poisoned,
    "apart: calls turned away as too fast, 1 in 500 at most": calls.too_fast_at_times,
}
"""What nobody can prevent, or only a machine that is less busy."""


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
    judged = [(name, list(look(evidence))) for name, look in JUDGED.items()]
    told = [(name, list(look(evidence))) for name, look in TOLD.items()]
    return [
        *(Finding(promise=name, cases=cases, is_broken=bool(cases)) for name, cases in judged),
        *(Finding(promise=name, cases=cases, is_broken=False) for name, cases in told),
    ]


def is_broken(findings: list[Finding]) -> bool:
    """Whether any promise was broken."""
    return any(finding.is_broken for finding in findings)
