"""`rating-survey serve`: the whole service on one machine."""

import os
import socket
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from shlex import quote

import click
import structlog

from service.cli.doubts import doubts_about, misspelt
from service.cli.environment import (
    USAGE_EXIT,
    data_option,
    exit_with,
    has_redis,
    settings_or_exit,
)
from service.embedded_redis.directory import EmbeddedRedisError
from service.embedded_redis.server import EmbeddedRedis
from service.processes import (
    USUAL_PORT,
    USUAL_PROCESSES,
    WRONG_PORT,
    WRONG_PROCESSES,
    is_port,
    is_process_count,
    service_commands,
)
from service.settings import Settings, SettingsError, load_settings
from service.supervisor import Supervisor

log = structlog.get_logger()


@click.command()
@data_option
@click.option(
    "--workers", type=click.IntRange(1, 32), default=2, show_default=True, help="Worker processes."
)
def serve(data: Path, workers: int) -> None:
    """Run web and workers, and an embedded Redis unless REDIS_URL is set."""
    environ = dict(os.environ)
    settings = settings_or_exit(environ, data=data)
    environ.pop("REDIS_URL_FILE", None)  # it has been read, and its processes take one of the two
    environ["REDIS_URL"] = settings.redis_url
    environ["WEB_CONCURRENCY"] = environ.get("WEB_CONCURRENCY") or USUAL_PROCESSES
    _refuse_wrong_number(environ["WEB_CONCURRENCY"])
    _refuse_taken_port(environ.get("PORT") or USUAL_PORT)
    _tell_doubts(settings, environ)
    with ExitStack() as stack:
        embedded = None if has_redis(os.environ) else _embedded(stack, data)
        _greet(settings, data if embedded else None)
        commands = service_commands(Path(sys.executable), workers=workers)
        code = Supervisor(commands, environment=environ).run(
            lambda: _keep_running(embedded) if embedded else None,
            is_hang_up_wanted=lambda: _can_be_used(environ),
        )
    sys.exit(code)


def _keep_running(embedded: EmbeddedRedis) -> None:
    if not embedded.is_running:
        log.error("embedded_redis_ended", pid=embedded.pid, exit_code=embedded.exit_code)
        embedded.restart()
        log.info("embedded_redis_started", pid=embedded.pid)


def _greet(settings: Settings, data: Path | None) -> None:
    """Say where everything is, and how to find out whether it works."""
    folder = "" if data is None else str(data.resolve())
    where = {"data": folder} if folder else {}
    check = f"rating-survey check --data {quote(folder)}" if folder else "rating-survey check"
    log.info("serve_started", public_url=settings.public_url, **where, check=check)


def _can_be_used(environ: Mapping[str, str]) -> bool:
    """Whether settings and surveys are right; if not, that is logged here, not by each process."""
    faults: tuple[str, ...] = ()
    try:
        _tell_doubts(load_settings(environ), environ)
    except SettingsError as error:
        faults = error.faults
    for fault in faults:
        log.error("settings_refused", fault=fault)
    return not faults


def _tell_doubts(settings: Settings, environ: Mapping[str, str]) -> None:
    for doubt in (*misspelt(environ), *doubts_about(settings.surveys)):
        log.warning("settings_doubtful", doubt=doubt)


def _refuse_wrong_number(count: str) -> None:
    """Say so in one line: gunicorn reads it before anything of ours, and ends in a traceback."""
    if not is_process_count(count):
        exit_with((WRONG_PROCESSES,), USAGE_EXIT)


def _refuse_taken_port(port: str) -> None:
    """Say so at once: gunicorn would be started over and over, and fail each time."""
    if not is_port(port):
        exit_with((WRONG_PORT,), USAGE_EXIT)
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", int(port)))
        except OSError as error:
            remedy = "end what listens there, or choose another port; for example PORT=8080"
            exit_with((f"PORT: {port} can't be listened on ({error}): {remedy}",), USAGE_EXIT)


def _embedded(stack: ExitStack, data: Path) -> EmbeddedRedis:
    try:
        embedded = stack.enter_context(EmbeddedRedis(data_dir=data))
    except EmbeddedRedisError as error:
        exit_with((str(error),), USAGE_EXIT)
    except OSError as error:
        exit_with((f"--data: {data} can't be used: {error.strerror}",), USAGE_EXIT)
    log.info("embedded_redis_started", pid=embedded.pid)
    return embedded
