"""`rating-survey worker`."""

import os
import sys

import click


@click.command()
def worker() -> None:
    """Run one worker: jobs and the sweep. Start as many as you like, on any hosts."""
    # In this process's place, so that signals reach the worker itself.
    os.execv(sys.executable, [sys.executable, "-m", "workers.main"])  # noqa: S606 - no shell
