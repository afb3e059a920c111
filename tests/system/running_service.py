"""The service as it runs for real: the Procfile's processes, between real neighbours.

    with running_service(tmp_path, workers=2) as service:
        conversation = a_conversation()
        service.dixa.close(conversation)  # … which Dixa tells the service
        answer(service.link(conversation), rating=4)
        service.wait_until_submitted(conversation)

A process is started by its line of the Procfile, from the repository's root, with the programs of
this environment on the PATH, with settings, and with none of the variables around the tests.
"""

import random
import re
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from time import monotonic, sleep
from typing import Any, TypeVar

from program import ENVIRONMENT, Program
from redis import Redis
from survey_page import visit

from service.lifecycle import keys
from service.lifecycle.connection import worker_redis
from service.lifecycle.reading import surveys_of
from service.lifecycle.record import Survey
from service.lifecycle.states import ENDED, State
from service.sandbox.conversations import ORGANIZATION, Conversation
from service.sandbox.embedded_redis import EmbeddedRedis
from service.sandbox.events import Answer, Event, post
from service.sandbox.mailbox import Mailbox
from service.sandbox.played_dixa import PlayedDixa

SECRET = bytes.fromhex("00112233445566778899aabbccddeeff")
PATIENCE_SECONDS = 60.0

CLOCKWORK = {
    "HTTP_TIMEOUT_SECONDS": "1",
    "JOB_TIMEOUT_SECONDS": "2",
    "LEASE_SECONDS": "3",
    "SETTLE_SECONDS": "3",
    "SWEEP_SECONDS": "0.5",
}
"""As short as it may be, so that nobody has to wait long for a lease to lapse."""

SURVEYS = """\
[[survey]]
name = "recommendation"
rating = "Nps"
queues = ["Sales"]
deliver = ["email"]

[[survey]]
name = "chat"
rating = "ThumbsUpOrDown"
channels = ["WIDGET_CHAT"]
deliver = ["message"]

[[survey]]
name = "support"
rating = "Csat"
deliver = ["email", "message"]
"""

_LINK = re.compile(r"http://127\.0\.0\.1:\d+/s/[\w-]{43}")
_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class Service:
    """The running service and what is around it.

    Args:
        url: where web listens.
        environment: of every process, and for commands that are tried on it.
        redis: the server that the record is kept in.
        store: a client of it that answers with text, and sits out a restart.
        dixa: played; it tells the service what happens.
        mailbox: where the customers' mail arrives.
        web: gunicorn.
        workers: the worker processes.
    """

    url: str
    environment: dict[str, str]
    redis: EmbeddedRedis
    store: Redis
    dixa: PlayedDixa
    mailbox: Mailbox
    web: Program
    workers: Sequence[Program]

    @property
    def programs(self) -> list[Program]:
        """Web and workers."""
        return [self.web, *self.workers]

    def post(self, event: Event, **options: Any) -> Answer:
        """Send an event as Dixa would; the options are those of `events.post`."""
        return post(event, f"{self.url}/webhooks/dixa", **{"secret": SECRET} | options)

    def insist(self, event: Event) -> Answer:
        """Send an event again and again until it is accepted, as Dixa does more or less."""

        def accepted() -> Answer | None:
            try:
                answer = self.post(event)
            except (OSError, HTTPException):
                return None
            return answer if answer.status == HTTPStatus.ACCEPTED else None

        return eventually(accepted, what="a 202")

    def link(self, conversation: Conversation) -> str:
        """Wait until the customer has a survey's link, by mail or as a message, and return it."""
        return eventually(lambda: self._links(conversation), what="a link")[-1]

    def surveys(self, conversation: Conversation) -> list[Survey]:
        """Every survey of a conversation, oldest first."""
        return surveys_of(self.store, ORGANIZATION.id, str(conversation.csid))

    def states(self, conversation: Conversation) -> list[str]:
        """The states of a conversation's surveys, oldest first."""
        return [survey.state for survey in self.surveys(conversation)]

    def wait_until_submitted(self, *conversations: Conversation) -> None:
        """Wait until the answer to each conversation's one survey is with Dixa, and noted."""
        for each in conversations:
            eventually(
                lambda each=each: self.states(each) == [State.SUBMITTED], what="a submission"
            )

    def wait_until_quiet(self) -> None:
        """Wait until there is nothing to do but to wait for customers."""
        eventually(self._is_quiet, what="quiet")

    def dump(self, names: str = "rs:*") -> dict[str, bytes]:
        """What Redis keeps under such names, to be compared; workers' signs of life left out."""
        with Redis.from_url(self.redis.url) as client:
            found = {name.decode() for name in client.scan_iter(names)} - {keys.WORKERS}
            return {name: client.dump(name) for name in sorted(found)}

    def _links(self, conversation: Conversation) -> list[str]:
        texts = [str(call.body) for call in self.dixa.messages(conversation)]
        texts += [
            mail.get_body(("plain",)).get_content()
            for mail in self.mailbox.messages
            if mail["To"] == conversation.requester.email
        ]
        return [match.group() for text in texts for match in _LINK.finditer(text)]

    def _is_quiet(self) -> bool:
        waiting = {State.INVITED, State.PARKED, *ENDED}
        counts = self.store.hgetall(keys.STATES)
        is_busy = any(int(n) for state, n in counts.items() if State(state) not in waiting)
        return not is_busy and self.store.llen("rq:queue:surveys") == 0


@contextmanager
def running_service(
    folder: Path, *, workers: int = 1, redis: EmbeddedRedis | None = None, **settings: str
) -> Iterator[Service]:
    """Start the service and wait until it is ready; end everything afterwards.

    Args:
        folder: for logs and the surveys' file; in the end the logs are printed.
        workers: how many of them.
        redis: one of a special kind instead of the usual; it is started here.
        **settings: more settings, or others instead of the usual.
    """
    with ExitStack() as stack:
        redis = stack.enter_context(redis or EmbeddedRedis())
        dixa, mailbox = stack.enter_context(PlayedDixa()), stack.enter_context(Mailbox())
        store = stack.enter_context(worker_redis(redis.url))
        port = free_port()
        environment = environment_for(folder, port=port, redis=redis, dixa=dixa, mailbox=mailbox)
        environment |= settings
        web, *others = (
            stack.enter_context(Program.of_procfile(name, environment, folder / f"{name}-{n}.log"))
            for n, name in enumerate(["web"] + ["worker"] * workers)
        )
        service = Service(
            url=f"http://127.0.0.1:{port}",
            environment=environment,
            redis=redis,
            store=store,
            dixa=dixa,
            mailbox=mailbox,
            web=web,
            workers=others,
        )
        wait_until_it_answers(service, "/readyz" if workers else "/healthz")
        dixa.subscribe(f"{service.url}/webhooks/dixa", secret=SECRET)
        yield service


def environment_for(
    folder: Path, *, port: int, redis: EmbeddedRedis, dixa: PlayedDixa, mailbox: Mailbox
) -> dict[str, str]:
    """The settings of a service between these neighbours."""
    surveys = folder / "surveys.toml"
    surveys.write_text(SURVEYS, encoding="utf-8")
    return {
        **ENVIRONMENT,
        **CLOCKWORK,
        "DIXA_API_TOKEN": dixa.token,
        "DIXA_API_URL": dixa.url,
        "DIXA_WEBHOOK_SECRET": SECRET.hex(),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "REDIS_URL": redis.url,
        "SMTP_URL": mailbox.url,
        "MAIL_FROM": "Example Support <support@example.com>",
        "SURVEYS_FILE": str(surveys),
        "SECRET_KEY": "a key that signs in tests and nowhere else",
    }


def wait_until_it_answers(service: Service, path: str) -> None:
    """Wait for 200; a process that has ended meanwhile will never give it."""

    def is_answered() -> bool:
        ended = [each for each in service.programs if not each.is_running]
        if ended:
            raise AssertionError(f"it ended: {ended[0].said}")
        try:
            return visit(f"{service.url}{path}").status == HTTPStatus.OK
        except OSError:
            return False

    eventually(is_answered, what=f"200 from {path}")


def eventually(
    true: Callable[[], _T | None], *, what: str, seconds: float = PATIENCE_SECONDS
) -> _T:
    """Wait for something that nobody tells us of.

    Args:
        true: asked again and again; what it returns once that is true is returned.
        what: is waited for, in words.
        seconds: how long at most.

    Raises:
        TimeoutError: it did not come.
    """
    deadline = monotonic() + seconds
    while not (found := true()):
        if monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:g} s for {what}, in vain")
        sleep(0.05)
    return found


def free_port() -> int:
    """A port that is free, and stays so while a process that was killed starts again.

    It is below those that systems take for outgoing connections, so nobody gets it by chance.
    """
    while True:
        port = random.SystemRandom().randint(20_000, 32_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
