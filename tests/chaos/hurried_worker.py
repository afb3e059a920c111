"""A worker like any other, but for its waits, which are shorter by the clockwork's factor.

    python -m tests.chaos.hurried_worker [SECONDS]

With SECONDS its clock is so much ahead of everybody else's.
"""

import sys
import time
from importlib import import_module

from .clockwork import FACTOR, JOB_TIMEOUT_SECONDS

PATIENCE_SECONDS = JOB_TIMEOUT_SECONDS / 2

WAITS = {
    "service.dixa.calls": (
        "UNAUTHORIZED_PAUSE_SECONDS",
        "LIMITED_PAUSE_SECONDS",
        "LONGEST_LIMITED_PAUSE_SECONDS",
    ),
    "service.dixa.gate": ("FIRST_PAUSE_SECONDS", "LONGEST_PAUSE_SECONDS", "PROBE_SECONDS"),
    "workers.jobs.create_rating_offer": ("UNSETTLED_WAIT_SECONDS",),
    "workers.jobs.lost_offer": ("LOOK_AGAIN_SECONDS",),
    "workers.jobs.submit_rating": ("LOOK_AGAIN_SECONDS",),
    "workers.take_up": ("FIRST_WAIT_SECONDS", "LONGEST_WAIT_SECONDS", "SPREAD_SECONDS"),
}


def set_ahead(seconds: float) -> None:
    """Let this process believe that it is later; before anything else asks for the time."""
    on_time = time.time
    time.time = lambda: on_time() + seconds


def hurry() -> None:
    """Divide every wait by the factor."""
    for name, waits in WAITS.items():
        module = import_module(name)
        for wait in waits:
            setattr(module, wait, getattr(module, wait) / FACTOR)
    # Dixa's limit is what it always is, and so are the turns at it: only jobs must not outlast it.
    patience = import_module("service.dixa.gate").PATIENCE_SECONDS
    patience.update({each: min(seconds, PATIENCE_SECONDS) for each, seconds in patience.items()})


if __name__ == "__main__":
    set_ahead(float(sys.argv[1]) if sys.argv[1:] else 0.0)

    from workers.main import main

    hurry()
    sys.exit(main())
