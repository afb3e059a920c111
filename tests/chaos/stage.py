"""What a run is played on: the service's processes, and real neighbours behind fault proxies."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from outside import free_port
from program import ENVIRONMENT, ROOT, Program
from redis import Redis
from survey_page import visit
from waiting import eventually

from service.embedded_redis.server import EmbeddedRedis
from service.lifecycle.connection import worker_redis
from service.sandbox.mailbox import Mailbox
from service.sandbox.played_dixa import RemoteDixa

from . import clockwork
from .fault_proxy import FaultProxy
from .variants import Variant

TOKEN = "played-token"
SECRETS = ("00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100")
PATIENCE_SECONDS = 180.0
SURVEYS = """\
[[survey]]
name = "support"
rating = "Csat"
deliver = ["email", "message"]
cooldown = "0s"
hold = "0s"
"""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Everything that is there.

    Args:
        url: where web listens.
        environment: of the service's processes; a change reaches those that start afterwards.
        redis: the server itself.
        store: a client of it, past the proxy.
        dixa: played in a process of its own.
        to_redis: the proxy before Redis.
        to_dixa: the proxy before Dixa.
        web: gunicorn.
        workers: the worker processes.
        secrets: the webhook's keys, hex; the last one signs.
    """

    url: str
    environment: dict[str, str]
    redis: EmbeddedRedis
    store: Redis
    dixa: RemoteDixa
    mailbox: Mailbox
    to_redis: FaultProxy
    to_dixa: FaultProxy
    web: Program
    workers: list[Program]
    secrets: list[str] = field(default_factory=lambda: [SECRETS[0]])

    def secret(self) -> bytes:
        """The key that events are signed with."""
        return bytes.fromhex(self.secrets[-1])

    def wait_until_it_is_ready(self) -> None:
        """Wait until web serves and the workers are there."""

        def is_ready() -> bool:
            ended = [each for each in (self.web, *self.workers) if not each.is_running]
            if ended:
                raise AssertionError(f"it ended: {ended[0].said}")
            with suppress(OSError):
                return visit(f"{self.url}/readyz").status == HTTPStatus.OK
            return False

        eventually(is_ready, what="readiness", seconds=PATIENCE_SECONDS)


@contextmanager
def stage(variant: Variant, folder: Path, *, seed: int) -> Iterator[Stage]:
    """Set everything up, end it afterwards.

    Args:
        variant: the service to be tried.
        folder: for what the processes say.
        seed: of the chance by which proxies and the played Dixa fail.
    """
    with ExitStack() as stack:
        redis = stack.enter_context(EmbeddedRedis(port=0))
        mailbox = stack.enter_context(Mailbox())
        port, dixa_port = free_port(), free_port()
        dixa = stack.enter_context(_played_dixa(dixa_port, folder, seed=seed))
        to_redis = stack.enter_context(
            FaultProxy(urlsplit(redis.url).port or 0, seed=f"{seed}: Redis")
        )
        to_dixa = stack.enter_context(FaultProxy(dixa_port, seed=f"{seed}: Dixa"))
        environment = _environment(port, to_redis.port, to_dixa.port, mailbox.url, folder)
        commands = [variant.web, *variant.workers]
        web, *workers = (
            stack.enter_context(Program(command, environment, folder / f"{number}.log"))
            for number, command in enumerate(commands)
        )
        stage = Stage(
            url=environment["PUBLIC_URL"],
            environment=environment,
            redis=redis,
            store=stack.enter_context(worker_redis(redis.url)),
            dixa=dixa,
            mailbox=mailbox,
            to_redis=to_redis,
            to_dixa=to_dixa,
            web=web,
            workers=workers,
        )
        stage.wait_until_it_is_ready()
        yield stage


@contextmanager
def _played_dixa(port: int, folder: Path, *, seed: int) -> Iterator[RemoteDixa]:
    module = ["python", "-m", "service.sandbox.played_dixa"]
    command = [*module, "--port", str(port), "--token", TOKEN, "--seed", str(seed)]
    with Program(command, ENVIRONMENT, folder / "dixa.log") as program:
        eventually(lambda: "http" in program.said, what="the played Dixa")
        yield RemoteDixa(f"http://127.0.0.1:{port}")


def _environment(
    port: int, redis_port: int, dixa_port: int, smtp_url: str, folder: Path
) -> dict[str, str]:
    surveys = folder / "surveys.toml"
    surveys.write_text(SURVEYS, encoding="utf-8")
    return {
        **ENVIRONMENT,
        **clockwork.ENVIRONMENT,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests' / 'system'}",
        "DIXA_API_TOKEN": TOKEN,
        "DIXA_API_URL": f"http://127.0.0.1:{dixa_port}/beta",
        "DIXA_WEBHOOK_SECRET": SECRETS[0],
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "REDIS_URL": f"redis://127.0.0.1:{redis_port}",
        "SMTP_URL": smtp_url,
        "MAIL_FROM": "Example Support <support@example.com>",
        "SURVEYS_FILE": str(surveys),
        "SECRET_KEY": "a key that signs in the chaos run and nowhere else",
    }
