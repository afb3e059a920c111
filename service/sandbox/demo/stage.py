"""The demo's stage: everything the service needs, on this machine, gone afterwards."""

import os
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from secrets import token_hex
from shlex import quote
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from redis import Redis

from service.dixa.subscriptions import EVENTS
from service.embedded_redis.server import EmbeddedRedis
from service.lifecycle.connection import worker_redis
from service.processes import service_commands
from service.sandbox.mailbox import Mailbox
from service.sandbox.played_dixa import PlayedDixa
from service.settings.addresses import EVENTS_PATH
from service.supervisor import Supervisor

USUAL_PORT = 8000
INHERITED = ("PATH", "HOME", "LANG")
START_SECONDS = 60.0

SURVEYS = """\
[[survey]]
name = "recommendation"
rating = "Nps"
hold = "0s"
queues = ["Sales"]
deliver = ["email"]

[[survey]]
name = "chat"
rating = "ThumbsUpOrDown"
hold = "HOLD"
channels = ["WIDGET_CHAT"]
deliver = ["message"]

[[survey]]
name = "support"
rating = "Csat"
hold = "0s"
deliver = ["email", "message"]
"""

CLOCKWORK = {
    "HTTP_TIMEOUT_SECONDS": "2",
    "JOB_TIMEOUT_SECONDS": "3",
    "LEASE_SECONDS": "4",
    "SETTLE_SECONDS": "4",
    "SWEEP_SECONDS": "1",
}
"""Quicker than in real use, so that nobody has to wait to see a lost reply settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where the demo plays.

    Args:
        url: of the service.
        dixa: played.
        mailbox: where the customers' mail arrives.
        redis: where the service keeps its record.
        supervisor: runs web and worker.
        settings: a file with those of its processes, for a shell to read.
    """

    url: str
    settings: Path
    dixa: PlayedDixa
    mailbox: Mailbox
    redis: Redis
    supervisor: Supervisor


@contextmanager
def stage(*, hold: str) -> Iterator[Stage]:
    """Set the stage, and clear it away.

    Args:
        hold: how long the chat's answer can be changed; the other surveys hold none.

    Raises:
        EmbeddedRedisError: there is no embedded Redis for this platform.
        TimeoutError: the service did not start.
    """
    secret, port = token_hex(32), _port()
    url = f"http://127.0.0.1:{port}"
    with (
        TemporaryDirectory(prefix="rating-survey-") as folder,
        EmbeddedRedis() as server,
        PlayedDixa() as dixa,
        Mailbox() as mailbox,
        closing(worker_redis(server.url)) as redis,
    ):
        around = {"DIXA_API_URL": dixa.url, "REDIS_URL": server.url, "SMTP_URL": mailbox.url}
        surveys = _surveys_file(Path(folder), hold)
        here = {"PUBLIC_URL": url, "PORT": str(port), "SURVEYS_FILE": surveys}
        keys = {"DIXA_API_TOKEN": dixa.token, "DIXA_WEBHOOK_SECRET": secret}
        environment = _usual_environment() | around | here | keys
        commands = dict(service_commands(Path(sys.executable), workers=1))
        commands["web"] = [*commands["web"], "--bind", f"127.0.0.1:{port}"]
        with Supervisor(commands, environment=environment) as supervisor:
            _wait_until_ready(port, supervisor)
            hook = f"{url}{EVENTS_PATH}"
            dixa.subscribe(hook, secret=bytes.fromhex(secret), events=EVENTS)
            yield Stage(
                url=url,
                settings=_settings_file(Path(folder), environment),
                dixa=dixa,
                mailbox=mailbox,
                redis=redis,
                supervisor=supervisor,
            )


def _surveys_file(folder: Path, hold: str) -> str:
    path = folder / "surveys.toml"
    path.write_text(SURVEYS.replace("HOLD", hold), encoding="utf-8")
    return str(path)


def _settings_file(folder: Path, environment: Mapping[str, str]) -> Path:
    path = folder / "env"
    own = {name: value for name, value in environment.items() if name not in INHERITED}
    lines = (f"{name}={quote(value)}\n" for name, value in own.items())
    path.write_text("".join(lines), encoding="utf-8")
    return path


def _usual_environment() -> dict[str, str]:
    return {
        **{name: os.environ[name] for name in INHERITED if name in os.environ},
        **CLOCKWORK,
        "MAIL_FROM": "Example Support <support@example.com>",
        "SECRET_KEY": token_hex(32),
        "LOG_LEVEL": "error",
        "WEB_CONCURRENCY": "1",
    }


def _port() -> int:
    with socket.socket() as usual:
        usual.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            usual.bind(("127.0.0.1", USUAL_PORT))
        except OSError:
            usual.close()
            return _any_port()
        return USUAL_PORT


def _any_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait_until_ready(port: int, supervisor: Supervisor) -> None:
    deadline = monotonic() + START_SECONDS
    while monotonic() < deadline:
        supervisor.tend()
        if _answers(port):
            return
        sleep(0.1)
    raise TimeoutError(f"the service did not start within {START_SECONDS:g} s")


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200  # noqa: PLR2004 - OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
