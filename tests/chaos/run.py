"""One run against one service: havoc, then calm, then what is left behind."""

import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event as Signal

from program import ROOT, SCRIPTS

from service.lifecycle import keys

from .clockwork import SETTLE_SECONDS
from .evidence import AUDITED, POISON, Evidence
from .havoc import TOO_LATE_SECONDS, Havoc
from .load import Load
from .plan import Tale
from .record import Record, read_record
from .stage import Stage, stage
from .strikes import Strike
from .variants import Variant

PATIENCE_SECONDS = 90.0
"""Without anything happening for so long, nothing will any more; a slow machine may take its time
as long as it gets on."""

AUDITS = 5
LONGEST_SECONDS = 900.0
"""But whoever gets on without an end does not get there."""

ENOUGH_SECONDS = max(TOO_LATE_SECONDS.values()) + SETTLE_SECONDS
"""Once all is done, so long is waited for what might be done twice."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """What came of a run.

    Args:
        variant: the service that was tried.
        evidence: to be judged.
        gave_up: processes that ended by themselves.
        seconds: how long havoc and calm lasted.
        calm_since: in seconds since the epoch.
    """

    variant: Variant
    evidence: Evidence
    gave_up: list[str]
    seconds: tuple[float, float]
    calm_since: float


def run(
    variant: Variant,
    folder: Path,
    *,
    seed: int,
    tales: list[Tale],
    strikes: list[Strike],
    seconds: float,
) -> Run:
    """Try a service.

    Args:
        variant: the service.
        folder: for what its processes say.
        seed: of what the plan leaves to chance.
        tales: the load.
        strikes: what breaks.
        seconds: how long the havoc lasts.
    """
    with stage(variant, folder, seed=seed) as there:
        load = Load(there.url, secret=there.secret, dixa=there.dixa, mailbox=there.mailbox)
        havoc = Havoc(there)
        begun = time.monotonic()
        load.begin(tales)
        try:
            havoc.wreak(strikes, seconds=seconds)
            havoc.calm()
            calm_at, calm_since = time.monotonic(), time.time()
            is_quiet = _becomes_quiet(there, variant, load, havoc)
            parked = variant.parked(there.store)
            if parked:
                _command(there, "parked", "retry", "--reason", POISON)
                is_quiet = _becomes_quiet(there, variant, load, havoc) and is_quiet
        finally:
            load.end()
        ended = time.monotonic()
        return Run(
            variant=variant,
            evidence=replace(
                _evidence(there, variant, load, havoc), parked=parked, became_quiet=is_quiet
            ),
            gave_up=havoc.gave_up,
            seconds=(calm_at - begun, ended - calm_at),
            calm_since=calm_since,
        )


def _becomes_quiet(there: Stage, variant: Variant, load: Load, havoc: Havoc) -> bool:
    """Wait for the end, or until nothing gets on any more; tells whether it came."""
    progress, begun = None, time.monotonic()
    since = begun
    quiet_since: int | None = None
    # A link is on its way to its customer for a moment: nothing new in two rounds is the end.
    while quiet_since is None or load.rounds < quiet_since + 2:
        Signal().wait(1.0)
        havoc.revive()  # what was told to end may have taken its time
        is_quiet = load.is_done and variant.is_quiet(there.store)
        quiet_since = (quiet_since or load.rounds) if is_quiet else None
        if progress != (progress := _progress(there, load)):
            since = time.monotonic()
        now = time.monotonic()
        if now - since > PATIENCE_SECONDS or now - begun > LONGEST_SECONDS:
            return False
    Signal().wait(ENOUGH_SECONDS)
    return True


def _progress(there: Stage, load: Load) -> object:
    """Changes as long as anything happens."""
    return load.notes.progress, len(there.mailbox.messages), there.store.hgetall(keys.STATES)


def _audit(there: Stage) -> list[str]:
    """What the audit says; it may have to be called again, since it gives way to whatever else."""
    said: list[str] = []
    for _ in range(AUDITS):
        said += _command(there, "audit", "--since", "3d")
        if said and said[-1].endswith(AUDITED):
            break
    return said


def _command(there: Stage, *arguments: str) -> list[str]:
    """What our command says, when a person calls it with the service's settings."""
    done = subprocess.run(
        [f"{SCRIPTS}/rating-survey", *arguments],
        cwd=ROOT,
        env=there.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout + done.stderr).splitlines()


def _evidence(there: Stage, variant: Variant, load: Load, havoc: Havoc) -> Evidence:
    dixa = there.dixa.ledger()  # before the audit puts anything right
    parked = variant.parked(there.store)
    audit, record = list[str](), Record()
    if variant.keeps_a_record:
        audit = _audit(there)
        record = read_record(there.store, load.notes.tales, _links(load))
    return Evidence(
        dixa=dixa,
        notes=load.notes,
        invited=load.invited,
        parked_at_last=parked,
        record=record,
        audit=audit,
        stuck=variant.busy(there.store),
        revoked=havoc.revoked,
        redis_away=havoc.redis_away,
    )


def _links(load: Load) -> Iterator[str]:
    """Every link that customers saw: those that arrived, and what these led on to."""
    for links in load.invited.values():
        yield from links
    yield from (attempt.link for attempt in load.notes.attempts)
