"""What a simulation found, as a table that people can read."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from service.cli.times import utc
from service.rules.reasons import IN_WORDS, SuppressReason
from service.rules.simulation import Case, Simulation

_DAY_MS = 24 * 3600 * 1000
_ASKED = None
"""What stands where those who are not asked have their reason."""

_Tally = Counter[SuppressReason | None]

_GROUPS: dict[str, Callable[[Case], str]] = {
    "survey": lambda case: case.survey or "none",
    "channel": lambda case: case.channel,
    "queue": lambda case: case.queue or "none",
}

_LIMITS = (
    "Counted from the record: who opted out, and who was last asked before these days (cool-down).",
    "Fewer will really be asked. Not known here: what is opened again before its delay is over,",
    "and what only Dixa knows: whom it has asked already, who was anonymised, side conversations",
    "and forwarded mails. A conversation counts once, as it last closed with an agent. Closings",
    "are kept for 8 days.",
)


def volume(simulation: Simulation, *, file: str) -> Iterator[str]:
    """The lines that tell how many would be asked, by whom, and why the others would not.

    Args:
        simulation: of at least one conversation.
        file: what the surveys are from.
    """
    everything = _tally(simulation, lambda _: "all")
    yield _when(simulation)
    yield f"{file} would ask {_asked(simulation)}."
    yield ""
    reasons = [reason for reason in SuppressReason if everything["all"][reason]]
    rows = [("", ["closed", "asked", "share", *reasons]), *_rows("", everything, reasons)]
    for heading, label in _GROUPS.items():
        rows += [(heading, []), *_rows("  ", _tally(simulation, label), reasons)]
    yield from _aligned(rows)
    yield ""
    yield from (f"{reason}: {IN_WORDS[reason]}" for reason in reasons)
    yield ""
    yield from _LIMITS


def _when(simulation: Simulation) -> str:
    first, last = utc(round(simulation.first_at)), utc(round(simulation.last_at))
    counts = f"Conversations: {simulation.cases.total():,}; closings: {simulation.closings:,}"
    return f"{counts}; {first} to {last} UTC."


def _asked(simulation: Simulation) -> str:
    ways = Counter[str]()
    for case, count in simulation.cases.items():
        ways[case.way or ""] += count
    del ways[""]
    by_way = "".join(f", {count:,} by {way} first" for way, count in ways.most_common())
    days = (simulation.last_at - simulation.first_at) / _DAY_MS
    a_day = f", {ways.total() / days:,.0f} a day" if days >= 1 else ""
    return f"{ways.total():,} of them{a_day}{by_way}"


def _tally(simulation: Simulation, label: Callable[[Case], str]) -> dict[str, _Tally]:
    found: dict[str, _Tally] = defaultdict(Counter)
    for case, count in simulation.cases.items():
        found[label(case)][case.reason] += count
    return found


def _rows(
    indent: str, tallies: dict[str, _Tally], reasons: list[SuppressReason]
) -> Iterator[tuple[str, list[str]]]:
    for label, tally in sorted(tallies.items(), key=lambda item: (-item[1].total(), item[0])):
        share = f"{tally[_ASKED] / tally.total():.1%}".replace("%", " %")
        counts = [f"{tally[reason]:,}" for reason in reasons]
        yield f"{indent}{label}", [f"{tally.total():,}", f"{tally[_ASKED]:,}", share, *counts]


def _aligned(rows: list[tuple[str, list[str]]]) -> Iterator[str]:
    widest = max(len(label) for label, _ in rows)
    widths = [
        max(map(len, column)) for column in zip(*(cells for _, cells in rows if cells), strict=True)
    ]
    for label, cells in rows:
        padded = (cell.rjust(width) for cell, width in zip(cells, widths, strict=False))
        yield "  ".join((label.ljust(widest), *padded)).rstrip()
