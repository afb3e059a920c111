"""What is around the service: Dixa, the customers' mailbox, the settings that lead there."""

import random
import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from typing import Any

from program import ENVIRONMENT
from survey_page import visit
from waiting import eventually

from service.sandbox.conversations import Conversation
from service.sandbox.events import Answer, Event, post
from service.sandbox.mailbox import Mailbox
from service.sandbox.played_dixa import PlayedDixa

SECRET = bytes.fromhex("00112233445566778899aabbccddeeff")

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
hold = "0s"
queues = ["Sales"]
deliver = ["email"]

[[survey]]
name = "held"
rating = "Csat"
hold = "10m"
queues = ["Complaints"]
deliver = ["email"]

[[survey]]
name = "chat"
rating = "ThumbsUpOrDown"
hold = "0s"
channels = ["WIDGET_CHAT"]
deliver = ["message"]

[[survey]]
name = "support"
rating = "Csat"
hold = "0s"
deliver = ["email", "message"]
"""

_LINK = re.compile(r"http://127\.0\.0\.1:\d+/s/[\w-]{43}(?![/\w-])")


@dataclass(frozen=True, kw_only=True)
class Outside:
    """What is around the service.

    Args:
        url: where web will listen.
        environment: for every process, but for `REDIS_URL`.
        dixa: played; once the service answers, it is told what happens.
        mailbox: where the customers' mail arrives.
    """

    url: str
    environment: dict[str, str]
    dixa: PlayedDixa
    mailbox: Mailbox

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

    def answers(self, path: str) -> bool:
        """Whether the service answers a path with 200."""
        try:
            return visit(f"{self.url}{path}").status == HTTPStatus.OK
        except OSError:
            return False

    def _links(self, conversation: Conversation) -> list[str]:
        texts = [str(call.body) for call in self.dixa.messages(conversation)]
        texts += [
            mail.get_body(("plain",)).get_content()
            for mail in self.mailbox.messages
            if mail["To"] == conversation.requester.email
        ]
        return [match.group() for text in texts for match in _LINK.finditer(text)]


@contextmanager
def outside(folder: Path, *, clockwork: Mapping[str, str] = CLOCKWORK) -> Iterator[Outside]:
    """Set up everything but the service.

    Args:
        folder: for the file of the surveys.
        clockwork: the settings of its times; none: as they are by default.
    """
    surveys = folder / "surveys.toml"
    surveys.write_text(SURVEYS, encoding="utf-8")
    port = free_port()
    with PlayedDixa() as dixa, Mailbox() as mailbox:
        environment = {
            **ENVIRONMENT,
            **clockwork,
            "DIXA_API_TOKEN": dixa.token,
            "DIXA_API_URL": dixa.url,
            "DIXA_WEBHOOK_SECRET": SECRET.hex(),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "PORT": str(port),
            "SMTP_URL": mailbox.url,
            "MAIL_FROM": "Example Support <support@example.com>",
            "SURVEYS_FILE": str(surveys),
            "SECRET_KEY": "a key that signs in tests and nowhere else",
        }
        url = environment["PUBLIC_URL"]
        yield Outside(url=url, environment=environment, dixa=dixa, mailbox=mailbox)


def free_port() -> int:
    """A port that is free, and stays so while a process that was killed starts again.

    It is below those that systems take for outgoing connections, so nobody gets it by chance.
    """
    while True:
        port = random.SystemRandom().randint(20_000, 32_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
