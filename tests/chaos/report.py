"""The report of a run: both services side by side."""

import math
from collections.abc import Iterator, Sequence
from statistics import quantiles

from .clockwork import FACTOR
from .evidence import Evidence
from .judge import Finding, is_broken
from .judging.closings import conversations, cycles
from .judging.lateness import late_requests
from .plan import Tale
from .run import Run
from .strikes import Strike

WIDTH = 62
CASES_SHOWN = 5


def plan_lines(seed: int, tales: Sequence[Tale], strikes: Sequence[Strike]) -> Iterator[str]:
    """What is going to happen."""
    kinds = sorted({tale.kind for tale in tales})
    numbers = ", ".join(f"{sum(tale.kind == kind for tale in tales)} {kind}" for kind in kinds)
    copies = sum(len(event.copies) for tale in tales for event in tale.events)
    yield f"seed {seed}: {len(tales)} conversations ({numbers}), {copies} copies of their events"
    yield f"the clockwork runs {FACTOR} times as fast as by default"
    for what in sorted({strike.what for strike in strikes}):
        times = (f"{each.at:.1f}/{each.whom}" for each in strikes if each.what == what)
        yield f"  {what}: {' '.join(times)}"


def report_lines(runs: Sequence[Run], findings: Sequence[list[Finding]]) -> Iterator[str]:
    """What came of it; the findings are those about each run."""
    yield _row("", [run.variant.name for run in runs])
    for name, values in _figures(runs):
        yield _row(name, values)
    for row in zip(*findings, strict=True):
        yield _row(row[0].promise, [_count(finding) for finding in row])
    yield _row("verdict", ["broken" if is_broken(found) else "clean" for found in findings])
    yield from (
        _bound(run) for run, found in zip(runs, findings, strict=True) if not is_broken(found)
    )
    for run, found in zip(runs, findings, strict=True):
        yield from _cases(run, found)


def _figures(runs: Sequence[Run]) -> Iterator[tuple[str, list[str]]]:
    evidence = [run.evidence for run in runs]
    yield "seconds of havoc, then of calm", ["{:.0f}, {:.0f}".format(*run.seconds) for run in runs]
    yield "became quiet", ["yes" if each.became_quiet else "no" for each in evidence]
    yield "closing cycles acknowledged", [str(cycles(each)) for each in evidence]
    yield "conversations that they are of", [str(conversations(each)) for each in evidence]
    yield (
        "answers acknowledged",
        [str(sum(note.is_acknowledged for note in each.notes.answers)) for each in evidence],
    )
    yield "looks at pages (GET, HEAD)", [str(each.notes.looks) for each in evidence]
    yield "calls to Dixa", [str(len(each.dixa.calls())) for each in evidence]
    yield "of them while everything was breaking", [str(_in_havoc(run)) for run in runs]
    yield (
        "requests carried out later than the settle time",
        [str(len(late_requests(each))) for each in evidence],
    )
    yield (
        "webhook to 202, p99 in s while Redis is there (aim: 1)",
        [_p99(_while_redis_is_there(each)) for each in evidence],
    )
    yield "slowest answer of web in s (aim: 3)", [f"{_slowest(each):.2f}" for each in evidence]
    yield "processes that ended by themselves", [str(len(run.gave_up)) for run in runs]


def _in_havoc(run: Run) -> int:
    return sum(call.at < run.calm_since for call in run.evidence.dixa.calls())


def _bound(run: Run) -> str:
    trials = cycles(run.evidence)
    return (
        f"{run.variant.name}: clean in {trials} cycles, so with 95 % confidence fewer than"
        f" {3 / max(1, trials):.2%} of cycles go wrong (3/n); the last cycle of each conversation"
        " is judged by what Dixa has and what arrived, too, the others by the record alone"
    )


def _cases(run: Run, findings: Sequence[Finding]) -> Iterator[str]:
    for finding in findings:
        for case in finding.cases[:CASES_SHOWN]:
            yield f"  {run.variant.name}, {finding.promise}: {case}"
        if len(finding.cases) > CASES_SHOWN:
            yield f"  … and {len(finding.cases) - CASES_SHOWN} more"


def _count(finding: Finding) -> str:
    return f"{len(finding.cases)}{' !' if finding.is_broken else '  '}"


def _while_redis_is_there(evidence: Evidence) -> list[float]:
    """How long acknowledgements took while Redis was neither dead nor silent."""
    return [
        seconds
        for at, seconds in evidence.notes.acknowledgements
        if not any(begun <= at + seconds and at <= ended for begun, ended in evidence.redis_away)
    ]


def _slowest(evidence: Evidence) -> float:
    webhook = [seconds for _, seconds in evidence.notes.acknowledgements]
    return max(webhook + evidence.notes.page_seconds, default=0)


def _p99(seconds: Sequence[float]) -> str:
    return f"{quantiles(seconds, n=100)[98]:.2f}" if len(seconds) > 1 else f"{math.nan}"


def _row(name: str, values: Sequence[str]) -> str:
    return f"{name:{WIDTH}}" + "".join(f"{value:>12}" for value in values)
