"""What the mail server's answers mean, by a real one and by one that says what a test wants."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from socket import create_server
from threading import Thread

import pytest

from service.delivery.errors import NotNow, Undeliverable
from service.delivery.mail_server import MailServer

REFUSED_FOR_GOOD = [
    "550 5.1.1 No such user",
    "550 User unknown",
    "551 5.1.6 Moved away",
    "552 5.2.2 Over quota",
    "553 5.1.3 Bad address",
    "554 5.7.1 Blocked",
]
REFUSED_FOR_NOW = [
    "421 4.3.2 Shutting down",
    "450 4.2.0 Greylisted",
    "451 4.7.1 Greylisted, come back in five minutes",
    "451 Local error",
    "452 4.2.2 Mailbox full",
    "452 4.5.3 Too many recipients",
]
"""What counts is the first number: servers leave the second out, or do not mean it."""


class Scripted:
    """A mail server that answers each command as told, or else as it should."""

    def __init__(self, replies: dict[str, str]) -> None:
        self.heard: list[str] = []
        self._replies = {"": "220 ready", "EHLO": "250 ok", "DATA": "354 go on"} | replies

    def serve(self, listener) -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rwb", buffering=0) as lines, suppress(OSError):
            self._reply(lines, "")
            while line := lines.readline().decode():
                self.heard.append(line.strip())
                verb = line.split()[0].upper()
                self._reply(lines, verb)
                if verb == "DATA" and self._replies["DATA"].startswith("3"):
                    self._read_mail(lines)

    def _read_mail(self, lines) -> None:
        while lines.readline() not in {b".\r\n", b""}:
            pass
        self._reply(lines, "end of mail")

    def _reply(self, lines, what) -> None:
        lines.write(self._replies.get(what, "250 ok").encode() + b"\r\n")


@contextmanager
def scripted(**replies: str) -> Iterator[tuple[Scripted, str]]:
    script = Scripted({verb.replace("_", " "): reply for verb, reply in replies.items()})
    with create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=script.serve, args=(listener,))
        thread.start()
        yield script, f"127.0.0.1:{listener.getsockname()[1]}"
        thread.join()


def send(address, *, timeout=10.0, scheme="smtp"):
    message = EmailMessage()
    message["Subject"] = "Hello"
    server = MailServer(f"{scheme}://{address}", timeout_seconds=timeout)
    server.send(message, sender="support@example.com", recipient="ada@example.com")


def test_a_mail_is_handed_over_under_the_addresses_given(mailbox):
    send(mailbox.url.removeprefix("smtp://"))

    [message] = mailbox.messages
    assert message["Subject"] == "Hello"


@pytest.mark.parametrize("step", ["RCPT", "DATA", "end_of_mail"])
@pytest.mark.parametrize("reply", REFUSED_FOR_GOOD)
def test_a_recipient_or_mail_refused_for_good_is_undeliverable(step, reply):
    with scripted(**{step: reply}) as (_, address), pytest.raises(Undeliverable, match=reply):
        send(address)


@pytest.mark.parametrize("step", ["RCPT", "DATA", "end_of_mail"])
@pytest.mark.parametrize("reply", REFUSED_FOR_NOW)
def test_a_recipient_or_mail_refused_for_now_is_tried_again_later(step, reply):
    with scripted(**{step: reply}) as (_, address), pytest.raises(NotNow, match=reply):
        send(address)


@pytest.mark.parametrize("reply", ["550 5.7.1 Not you", "451 4.7.1 Not now"])
def test_a_refusal_of_us_is_not_held_against_the_customer(reply):
    with scripted(MAIL=reply) as (_, address), pytest.raises(NotNow, match=reply):
        send(address)


@pytest.mark.parametrize("reply", ["421 4.7.0 Too many connections", "554 5.7.1 Not from there"])
def test_a_server_that_turns_us_away_at_the_door_is_not_ready(reply):
    with scripted(**{"": reply}) as (script, address), pytest.raises(NotNow, match=reply):
        send(address)

    assert not [line for line in script.heard if line.startswith("MAIL")]


def test_a_contradiction_between_the_two_numbers_is_read_as_the_first():
    with scripted(RCPT="550 4.2.2 Mailbox full") as (_, address), pytest.raises(Undeliverable):
        send(address)


def test_addresses_are_left_out_of_what_the_server_said():
    said = "550 5.1.1 <ada@example.com>: no mailbox ada@example.com here"
    with scripted(RCPT=said) as (_, address), pytest.raises(Undeliverable) as raised:
        send(address)

    assert str(raised.value) == "550 5.1.1 <…>: no mailbox … here"


def test_a_mail_that_was_taken_is_sent_whatever_the_server_says_to_our_leaving():
    with scripted(QUIT="451 4.3.0 Confused") as (script, address):
        send(address)

    assert script.heard[-1].upper() == "QUIT"


def test_a_server_that_refuses_the_sign_in_is_not_ready():
    replies = {"EHLO": "250-ok\r\n250 AUTH PLAIN", "AUTH": "535 5.7.8 Wrong password"}
    with (
        scripted(**replies) as (script, address),
        pytest.raises(NotNow, match=r"535 5\.7\.8 Wrong password"),
    ):
        send(f"user:p%40ss@{address}")

    assert not [line for line in script.heard if line.startswith("MAIL")]


def test_encryption_that_was_offered_and_fails_is_not_done_without():
    with scripted(EHLO="250-ok\r\n250 STARTTLS") as (script, address), pytest.raises(NotNow):
        send(address)

    assert not [line for line in script.heard if line.upper().startswith("MAIL")]


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_that_is_not_there_is_not_ready(scheme):
    with pytest.raises(NotNow, match="can't be reached: connection refused"):
        send("127.0.0.1:1", scheme=scheme)


def test_a_server_that_says_nothing_is_given_up():
    with create_server(("127.0.0.1", 0)) as silent, pytest.raises(NotNow):
        send(f"127.0.0.1:{silent.getsockname()[1]}", timeout=0.2)


def test_a_check_sends_nothing(mailbox):
    MailServer(mailbox.url, timeout_seconds=10).check()

    assert mailbox.messages == []


def test_a_check_says_what_does_not_work():
    with pytest.raises(NotNow, match="connection refused"):
        MailServer("smtp://127.0.0.1:1", timeout_seconds=10).check()
