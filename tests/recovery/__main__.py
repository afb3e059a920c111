"""`make recovery`: kill each part, take Redis and Dixa away, and measure how long that is felt."""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path

from .drain import drain
from .kills import part_of_serve, process_of_web, redis, web, worker_in_a_call

ANSWERS, CLOSINGS, AWAY_SECONDS = 60, 240, 90.0
ALLOWED_RATE = 9.5

BRINGING = {"endpoint": "message", "channel": "WIDGET_CHAT"}

Trial = Callable[[Path], float]

TRIALS: dict[str, tuple[float, Trial]] = {
    "a worker while it makes an offer": (75, partial(worker_in_a_call, endpoint="offer", others=1)),
    "the only worker while it makes an offer": (75, partial(worker_in_a_call, endpoint="offer")),
    "a worker while it submits": (75, partial(worker_in_a_call, endpoint="submit", others=1)),
    "the only worker while it submits": (75, partial(worker_in_a_call, endpoint="submit")),
    "a worker while it brings a link": (75, partial(worker_in_a_call, **BRINGING, others=1)),
    "the only worker while it brings a link": (75, partial(worker_in_a_call, **BRINGING)),
    "one of gunicorn's processes": (75, process_of_web),
    "gunicorn, started again": (75, web),
    "serve's worker": (75, partial(part_of_serve, part="worker")),
    "serve's gunicorn": (75, partial(part_of_serve, part="gunicorn")),
    "serve's Redis": (75, partial(part_of_serve, part="valkey")),
    "Redis, back after 2 s": (10, partial(redis, away=2)),
    "Redis, back after 30 s": (10, partial(redis, away=30)),
    "Redis, back after 3 min": (10, partial(redis, away=180)),
}
"""By what is killed: the seconds in which things must get on, and the trial."""


def main() -> int:
    """Carry out all trials; those that mostly wait, side by side.

    Returns:
        The exit code: 0 if nothing took longer than it may, and what waited was done as it should.
    """
    if sys.argv[1:]:
        return _one(sys.argv[1])
    running = {
        name: subprocess.Popen(
            [sys.executable, "-m", "tests.recovery", name], stdout=subprocess.PIPE, text=True
        )
        for name in TRIALS
    }
    print(f"{'killed with kill -9':44}{'gets on after':>15}{'at most':>10}")
    is_late = False
    for name, process in running.items():
        said = process.communicate()[0].strip()
        seconds = float(said) if process.returncode == 0 else float("inf")
        is_late = is_late or seconds > TRIALS[name][0]
        print(f"{name:44}{seconds:13.1f} s{TRIALS[name][0]:8.0f} s", flush=True)
    return max(is_late, _drain())


def _one(name: str) -> int:
    folder = Path(tempfile.mkdtemp(prefix="recovery-"))
    with redirect_stdout(StringIO()):  # programs print what they said when they end
        seconds = TRIALS[name][1](folder)
    print(seconds)
    return 0


def _drain() -> bool:
    """Whether it was too slow, too fast for Dixa, or offers before most of the answers."""
    folder = Path(tempfile.mkdtemp(prefix="recovery-"))
    with redirect_stdout(StringIO()):
        came = drain(folder, answers=ANSWERS, closings=CLOSINGS, away=AWAY_SECONDS)
    print(
        f"\n{ANSWERS} answers and {CLOSINGS} closings after {AWAY_SECONDS:.0f} s without Dixa: "
        f"{came.calls} calls in {came.seconds:.1f} s, {came.rate:.2f}/s, which is "
        f"{came.rate / ALLOWED_RATE:.1%} of what is allowed (at least 95 %)\n"
        f"  {came.until_the_first:.1f} s from Dixa's return to the first; "
        f"{came.turned_away} turned away as too fast; at most {came.attempts} attempts counted; "
        f"{came.overtaken} offers made before nine of ten answers were submitted"
    )
    is_slow = came.rate < 0.95 * ALLOWED_RATE
    return is_slow or came.turned_away > 0 or came.overtaken > 0


if __name__ == "__main__":
    sys.exit(main())
