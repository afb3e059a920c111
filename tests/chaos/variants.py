"""The services that are tried: ours, and a naive one for comparison."""

from collections.abc import Callable
from dataclasses import dataclass

from program import procfile
from redis import Redis

from service.lifecycle import keys
from service.lifecycle.parking import Parking
from service.lifecycle.states import ENDED, State

CLOCK_AHEAD_SECONDS = "600"
WORKERS = 4

_WAITING = {State.INVITED, State.PARKED, *ENDED}


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One service.

    Args:
        name: for the report.
        web: its command; gunicorn.
        workers: the command of each worker.
        is_quiet: whether it has nothing to do any more but to wait for customers.
        busy: how many surveys are on their way, by state, as far as it keeps a record.
        keeps_a_record: whether there is anything to audit.
        parked: the conversation of each survey that waits for a person, and why it does.
    """

    name: str
    web: list[str]
    workers: list[list[str]]
    is_quiet: Callable[[Redis], bool]
    busy: Callable[[Redis], dict[str, int]]
    keeps_a_record: bool
    parked: Callable[[Redis], list[tuple[int, str]]]


def _busy(redis: Redis) -> dict[str, int]:
    counts = {state: int(n) for state, n in redis.hgetall(keys.STATES).items()}
    return {state: n for state, n in counts.items() if n and state not in _WAITING}


def _is_quiet(redis: Redis) -> bool:
    return not _busy(redis)


def _parked(redis: Redis) -> list[tuple[int, str]]:
    parking = Parking(redis, hint=lambda *_: None)
    return [(int(each.conversation), each.reason) for each in parking.parked()]


def _naive_is_quiet(redis: Redis) -> bool:
    lists = ("rq:queue:naive", "rq:wip:naive", "rq:scheduled:naive")
    return not any(
        redis.llen(name) if redis.type(name) == "list" else redis.zcard(name) for name in lists
    )


_WORK = ["python", "-m", "tests.chaos.hurried_worker"]
_GUNICORN = ["gunicorn", "--threads", "16", "--workers", "2", "--no-control-socket"]

OURS = Variant(
    name="ours",
    web=procfile()["web"],
    # The last worker's clock is wrong.
    workers=[_WORK] * (WORKERS - 1) + [[*_WORK, CLOCK_AHEAD_SECONDS]],
    is_quiet=_is_quiet,
    busy=_busy,
    keeps_a_record=True,
    parked=_parked,
)
NAIVE = Variant(
    name="naive",
    web=[*_GUNICORN, "tests.chaos.naive.web:app"],
    workers=[["python", "-m", "tests.chaos.naive.worker"]] * WORKERS,
    is_quiet=_naive_is_quiet,
    busy=lambda _: {},
    keeps_a_record=False,
    parked=lambda _: [],
)
