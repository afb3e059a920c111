"""Where things ended: at rest, and as the audit finds them."""

from collections.abc import Iterator

from tests.chaos.evidence import POISON, Evidence

from .lateness import has_late_offer

LATE_KINDS = ("Dixa has one more offer of ours", "Dixa has another survey")
"""How the audit words what a late offer explains; the other kinds of differences have no excuse."""


def restless(evidence: Evidence) -> Iterator[str]:
    """Nothing was wrong any more, and it did not come to an end."""
    if not evidence.became_quiet:
        yield "something was still to be done"


def stuck(evidence: Evidence) -> Iterator[str]:
    """Surveys that wait for nobody."""
    for state, number in evidence.stuck.items():
        yield f"{number} {state}"


def wrongly_parked(evidence: Evidence) -> Iterator[str]:
    """Surveys that wait for a person, though nothing was done to them that asks for one."""
    for number, reason in evidence.parked:
        if not reason.startswith(POISON):
            yield f"{number}: {reason}"


def poisoned(evidence: Evidence) -> Iterator[str]:
    """Surveys whose workers were killed again and again."""
    for number, reason in evidence.parked:
        if reason.startswith(POISON):
            yield f"{number}"


def parked_at_last(evidence: Evidence) -> Iterator[str]:
    """Surveys that wait for a person, after a person has let them go on."""
    for number, reason in evidence.parked_at_last:
        yield f"{number}: {reason}"


def differences(evidence: Evidence) -> Iterator[str]:
    """What the audit found, and nothing late explains."""
    yield from (line for line in _found(evidence) if not _is_explained(evidence, line))


def explained_differences(evidence: Evidence) -> Iterator[str]:
    """What the audit found of late offers, and of what looks like another's beside one."""
    yield from (line for line in _found(evidence) if _is_explained(evidence, line))


def _found(evidence: Evidence) -> Iterator[str]:
    yield from (line for line in evidence.audit if line.startswith("conversation"))


def _is_explained(evidence: Evidence, line: str) -> bool:
    number = int(line.split()[1].rstrip(","))
    return any(words in line for words in LATE_KINDS) and has_late_offer(evidence, number)
