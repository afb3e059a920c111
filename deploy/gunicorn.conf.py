# ruff: noqa: INP001 - gunicorn reads this file by its path
"""How gunicorn serves the web process: `gunicorn --config deploy/gunicorn.conf.py …`.

The settings and Redis are checked here, before anything is started. An exit inside the application
would leave gunicorn starting one worker after the other.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import gunicorn.util
import structlog
from redis.exceptions import RedisError

from service.lifecycle.connection import web_redis
from service.lifecycle.durability import durability_faults
from service.logs import gunicorn_logconfig
from service.processes import (
    USUAL_PORT,
    USUAL_PROCESSES,
    WRONG_PORT,
    WRONG_PROCESSES,
    is_port,
    is_process_count,
    unsafe_redis,
)
from service.settings import Settings, SettingsError, in_force, load_settings, put_in_force
from service.settings.keys import is_guessable
from service.web.unreadable import write_refusal

log = structlog.get_logger()

MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn makes nameless files in it


def checked_settings(environ: Mapping[str, str]) -> Settings:
    """The settings; if anything is wrong, it is printed, a line each, and the process exits with 2.

    A process that runs already, and was told by SIGHUP to read everything again, does not exit: it
    logs what is wrong, and the settings in force stay.

    Args:
        environ: the environment's variables.
    """
    port = environ.get("PORT") or USUAL_PORT
    faults = [] if is_port(port) else [WRONG_PORT]
    if not is_process_count(environ.get("WEB_CONCURRENCY") or USUAL_PROCESSES):
        faults.append(WRONG_PROCESSES)  # what is not even a number, gunicorn refuses before
    try:
        settings = load_settings(environ)
        faults = faults or redis_faults(settings)
    except SettingsError as error:
        faults += error.faults
    running_by = in_force()
    if faults and running_by:
        for fault in faults:
            log.error("settings_refused", fault=fault)
        return running_by
    if faults:
        print(*faults, sep="\n", file=sys.stderr)  # noqa: T201 - logging is not set up yet
        sys.exit(2)
    if running_by:
        log.info("surveys_reloaded", surveys=[rule.name for rule in settings.surveys])
    put_in_force(settings)
    return settings


def address(port: str | None) -> str:
    """Where to listen.

    A platform or a container names a port and decides itself who can reach it. A plain machine
    names none, and only the proxy on it may come in.

    Args:
        port: the port asked for, if any.
    """
    return f"0.0.0.0:{port}" if port else f"127.0.0.1:{USUAL_PORT}"


def redis_faults(settings: Settings) -> list[str]:
    """Why not to store anything in this Redis. One that is away for now is no reason not to start.

    Args:
        settings: the checked settings.
    """
    if settings.allow_unsafe_redis:
        return []
    try:
        # Closed again at once: no connection is carried over into the workers.
        with web_redis(settings.redis_url) as redis:
            faults = durability_faults(redis)
    except RedisError:
        return []
    return unsafe_redis(faults)


settings = checked_settings(os.environ)
logconfig_dict = gunicorn_logconfig(settings.log_format, settings.log_level)

bind = address(os.environ.get("PORT"))
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or USUAL_PROCESSES)
threads = 16  # while one waits for Redis, which may take two seconds, the others go on

# A worker says that it lives by touching a file, and on a busy disk that alone can take long.
worker_tmp_dir = str(MEMORY) if os.access(MEMORY, os.W_OK) else None

timeout = 30  # seconds without a sign of life; a single slow request does not count
graceful_timeout = 15  # seconds to finish what is being answered, which takes three at most
keepalive = 75  # seconds; longer than the 60 of usual load balancers, so that they hang up first

limit_request_line = 2048  # bytes; a survey's address has 60, mail programs add to it
limit_request_fields = 64
limit_request_field_size = 8190

control_socket_disable = True  # it needs a place to write to, and nothing here talks to it


def on_starting(_server: object) -> None:
    """Warn of what is no reason not to start; by now the log is set up."""
    if is_guessable(settings.dixa_webhook_secrets):
        log.warning("webhook_secret_short", remedy="`rating-survey webhook create` prints Dixa's")


# There is no setting for what gunicorn itself answers to a request that it cannot read.
gunicorn.util.write_error = write_refusal
