"""`rating-survey serve`: the whole service on one machine."""

import os
import socket
import sys
from contextlib import ExitStack
from pathlib import Path

import click

from service.cli.environment import USAGE_EXIT, exit_with, settings_or_exit
from service.processes import service_commands
from service.sandbox.embedded_redis import EmbeddedRedis
from service.sandbox.redis_directory import EmbeddedRedisError
from service.supervisor import Supervisor

USUAL_PORT = "8000"
"""Where web listens if PORT is not set, as deploy/gunicorn.conf.py has it."""


@click.command()
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("data"),
    show_default=True,
    help="Where the embedded Redis keeps everything. Not used when REDIS_URL is set.",
)
@click.option(
    "--workers", type=click.IntRange(1, 32), default=2, show_default=True, help="Worker processes."
)
def serve(data: Path, workers: int) -> None:
    """Run web and workers, and an embedded Redis unless REDIS_URL is set."""
    embeds = not os.environ.get("REDIS_URL") and not os.environ.get("REDIS_URL_FILE")
    environ = dict(os.environ)
    if embeds:
        environ["REDIS_URL"] = "unix:///embedded"  # until it runs: all other faults come first
    settings_or_exit(environ)
    _refuse_taken_port(environ.get("PORT") or USUAL_PORT)
    with ExitStack() as stack:
        if embeds:
            environ["REDIS_URL"] = _embedded(stack, data)
        commands = service_commands(Path(sys.executable), workers=workers)
        Supervisor(commands, environment=environ).run()


def _refuse_taken_port(port: str) -> None:
    """Say so at once: gunicorn would be started over and over, and fail each time."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", int(port)))
        except (OSError, ValueError, OverflowError) as error:
            remedy = "end what listens there, or choose another port; for example PORT=8080"
            exit_with((f"PORT: {port} can't be listened on ({error}): {remedy}",), USAGE_EXIT)


def _embedded(stack: ExitStack, data: Path) -> str:
    try:
        return stack.enter_context(EmbeddedRedis(data_dir=data)).url
    except EmbeddedRedisError as error:
        exit_with((str(error),), USAGE_EXIT)
