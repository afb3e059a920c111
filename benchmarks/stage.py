"""The processes that are measured, and what they talk to."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from time import monotonic, sleep

from redis import Redis

from service.embedded_redis.server import EmbeddedRedis
from service.processes import GUNICORN_CONFIG, ROOT
from service.sandbox.played_dixa import RemoteDixa

SECRET = bytes.fromhex("00112233445566778899aabbccddeeff")
DIXA_TOKEN = "token"  # noqa: S105 - opens nothing but this stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What is measured.

    Args:
        service_port: where the service's gunicorn listens.
        bare_port: where the yardstick's does.
        redis: where the service keeps its record.
        dixa: played in a process of its own, without its limit.
        environment: of the service's processes.
    """

    service_port: int
    bare_port: int
    redis: Redis
    dixa: RemoteDixa
    environment: Mapping[str, str]


@contextmanager
def stage() -> Iterator[Stage]:
    """Start everything but the worker; end it again."""
    with ExitStack() as stack:
        server = stack.enter_context(EmbeddedRedis())
        dixa_url = stack.enter_context(_played_dixa())
        environment = settings_of(server.url, dixa_url)
        ports = [
            stack.enter_context(_gunicorn(application, environment))
            for application in ("service.web.wsgi:app", "benchmarks.bare:app")
        ]
        redis = stack.enter_context(Redis.from_url(server.url, decode_responses=True))
        yield Stage(
            service_port=ports[0],
            bare_port=ports[1],
            redis=redis,
            dixa=RemoteDixa(dixa_url),
            environment=environment,
        )


@contextmanager
def worker(environment: Mapping[str, str]) -> Iterator[None]:
    """Run one worker with the limit on calls to Dixa lifted."""
    with _process([sys.executable, "-m", "benchmarks.unlimited_worker"], environment):
        yield


def settings_of(redis_url: str, dixa_url: str) -> dict[str, str]:
    """The environment of the service's processes."""
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "DIXA_API_TOKEN": DIXA_TOKEN,
        "DIXA_API_URL": dixa_url,
        "DIXA_WEBHOOK_SECRET": SECRET.hex(),
        "PUBLIC_URL": "http://127.0.0.1",
        "REDIS_URL": redis_url,
        "SECRET_KEY": "k" * 32,
        "LOG_LEVEL": "error",
    }


@contextmanager
def _played_dixa() -> Iterator[str]:
    module = ["-m", "service.sandbox.played_dixa", "--no-rate-limit", "--token", DIXA_TOKEN]
    with _process([sys.executable, *module], os.environ, stdout=subprocess.PIPE) as process:
        yield process.stdout.readline().strip() if process.stdout else ""


@contextmanager
def _gunicorn(application: str, environment: Mapping[str, str]) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--config", str(GUNICORN_CONFIG), application]
    with _process(command, {**environment, "PORT": str(port)}):
        _wait_for(port)
        yield port


@contextmanager
def _process(
    command: list[str], environment: Mapping[str, str], *, stdout: int | None = None
) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        command, cwd=ROOT, env=dict(environment), stdout=stdout, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    deadline = monotonic() + 30
    while monotonic() < deadline:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            sleep(0.05)
        else:
            connection.close()
            return
    raise TimeoutError(f"nothing answers on port {port}")
