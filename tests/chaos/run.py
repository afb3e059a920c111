"""One run against one service: havoc, then calm, then what is left behind."""

import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Event as Signal

from program import ROOT, SCRIPTS

from service.lifecycle import keys

from .clockwork import SETTLE_SECONDS
from .evidence import AUDITED, POISON, Evidence, intents, known_offers
from .havoc import Havoc
from .load import Load
from .plan import Tale
from .stage import Stage, stage
from .strikes import Strike
from .variants import Variant

PATIENCE_SECONDS = 90.0
"""Without anything happening for so long, nothing will any more; a slow machine may take its time
as long as it gets on."""

AUDITS = 5
ENOUGH_SECONDS = 2 * SETTLE_SECONDS
"""Once all is done, so long is waited for what might be done twice."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """What came of a run.

    Args:
        variant: the service that was tried.
        evidence: to be judged.
        done: how often each kind of strike was carried out.
        gave_up: processes that ended by themselves.
        seconds: how long havoc and calm lasted.
    """

    variant: Variant
    evidence: Evidence
    done: dict[str, int]
    gave_up: list[str]
    seconds: tuple[float, float]


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
            calm_at = time.monotonic()
            _wait_until_quiet(there, variant, load, havoc)
            parked = variant.parked(there.store)
            if parked:
                _command(there, "parked", "retry", "--reason", POISON)
                _wait_until_quiet(there, variant, load, havoc)
        finally:
            load.end()
        ended = time.monotonic()
        return Run(
            variant=variant,
            evidence=_evidence(there, variant, load, havoc, parked),
            done=havoc.done,
            gave_up=havoc.gave_up,
            seconds=(calm_at - begun, ended - calm_at),
        )


def _wait_until_quiet(there: Stage, variant: Variant, load: Load, havoc: Havoc) -> None:
    """Wait for the end, or until nothing gets on any more."""
    progress, since = None, time.monotonic()
    quiet_since: int | None = None
    # A link is on its way to its customer for a moment: nothing new in two rounds is the end.
    while quiet_since is None or load.rounds < quiet_since + 2:
        Signal().wait(1.0)
        havoc.revive()  # what was told to end may have taken its time
        is_quiet = load.is_done and variant.is_quiet(there.store)
        quiet_since = (quiet_since or load.rounds) if is_quiet else None
        if progress != (progress := _progress(there, load)):
            since = time.monotonic()
        if time.monotonic() - since > PATIENCE_SECONDS:
            return
    Signal().wait(ENOUGH_SECONDS)


def _progress(there: Stage, load: Load) -> object:
    """Changes as long as anything happens."""
    return load.notes.progress, len(there.mailbox.messages), there.store.hgetall(keys.STATES)


def _audit(there: Stage) -> list[str]:
    """What the audit says; it may have to be called again, since it gives way to whatever else."""
    said: list[str] = []
    for _ in range(AUDITS):
        said += _command(there, "audit", "--since", "1d")
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


def _evidence(
    there: Stage, variant: Variant, load: Load, havoc: Havoc, parked: list[tuple[int, str]]
) -> Evidence:
    dixa = there.dixa.ledger()  # before the audit puts anything right
    audit, known = [], {}
    if variant.keeps_a_record:
        audit = _audit(there)
        known = known_offers(there.store, load.notes.tales)
    return Evidence(
        dixa=dixa,
        notes=load.notes,
        invited=load.invited,
        parked=parked,
        intents=intents(there.store, load.notes.tales),
        known_offers=known,
        audit=audit,
        stuck=variant.busy(there.store),
        revoked=havoc.revoked,
        redis_away=havoc.redis_away,
    )
