"""What breaks when, as a seed has it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from .clockwork import FACTOR, SETTLE_SECONDS
from .variants import WORKERS

OUTAGE_SECONDS = 600 / FACTOR
DAY_SECONDS = 24 * 3600
SHARE = 0.12
"""An outage and a revoked token last no longer than such a share of a short run, but an outage is
always long enough for a day to pass in it."""


@dataclass(frozen=True, order=True)
class Strike:
    """Something that happens to the service.

    Args:
        at: when, in seconds after the run's beginning.
        what: the name of a method of `Havoc`.
        whom: which of several; taken modulo how many there are.
    """

    at: float
    what: str
    whom: int = 0


def strikes(seed: int, seconds: float) -> list[Strike]:
    """All that breaks in a run of so many seconds, in the order of time."""
    chance = random.Random(f"{seed}: strikes")
    found = [*_often(chance, seconds), *_once(seconds)]
    return sorted(strike for strike in found if strike.at <= seconds)


def _often(chance: random.Random, seconds: float) -> Iterator[Strike]:
    yield from _every(3, chance, seconds, "kill_worker")
    yield from _every(5, chance, seconds, "kill_web_process")
    yield from _every(30, chance, seconds, "kill_redis")
    yield from _every(7, chance, seconds, "delete_hints")
    yield from _spells(9, (30 / FACTOR, 120 / FACTOR), chance, seconds, ("freeze", "thaw"))
    yield from _spells(14, (1, 3), chance, seconds, ("swallow_redis", "pass_redis"))
    yield from _spells(11, (1, 3), chance, seconds, ("swallow_dixa", "pass_dixa"))
    yield from _every(4, chance, seconds, "reset_dixa")


def _once(seconds: float) -> Iterator[Strike]:
    begun, outage = 0.20 * seconds, max(2 + SETTLE_SECONDS, min(OUTAGE_SECONDS, SHARE * seconds))
    yield Strike(begun, "begin_outage")
    # What was under way when it began is carried out by then, or later than the settle time.
    yield Strike(begun + 1 + SETTLE_SECONDS, "let_a_day_pass")
    yield Strike(begun + outage, "end_outage")
    yield from _release(0.45 * seconds)
    yield Strike(0.55 * seconds, "revoke_token")
    yield Strike(0.55 * seconds + min(30, SHARE * seconds), "restore_token")
    yield Strike(0.75 * seconds, "rotate_secrets")
    yield from _release(0.75 * seconds + 1)


def _release(at: float) -> Iterator[Strike]:
    """A new release: gunicorn renews its processes, the workers end one after the other."""
    yield Strike(at, "renew_web_processes")
    for number in range(WORKERS):
        yield Strike(at + 1 + number, "end_worker", number)


def _every(period: float, chance: random.Random, seconds: float, what: str) -> Iterator[Strike]:
    period = min(period, seconds / 3)  # whatever breaks seldom breaks in a short run, too
    for number in count(1):
        at = (number + chance.uniform(-0.4, 0.4)) * period
        if at > seconds:
            return
        yield Strike(at, what, chance.randrange(12))


def _spells(
    period: float,
    lasting: tuple[float, float],
    chance: random.Random,
    seconds: float,
    names: tuple[str, str],
) -> Iterator[Strike]:
    begin, end = names
    for strike in _every(period, chance, seconds, begin):
        yield strike
        yield Strike(min(seconds, strike.at + chance.uniform(*lasting)), end, strike.whom)
