"""The wires to Dixa, to a receiver of links and to the mail server.

On each of them sending and receiving are two things.
"""

import smtplib
from collections.abc import Callable
from typing import Any, NoReturn
from urllib.parse import urlsplit

import pytest
from urllib3.connection import HTTPConnection

from .tap import Killed, Tap


def tap_http(patch: pytest.MonkeyPatch, tap: Tap, *, dixa: str) -> None:
    """Put a tap on every request and on every answer; those to Dixa's address are counted."""
    request, getresponse = HTTPConnection.request, HTTPConnection.getresponse

    def send(self: HTTPConnection, method: str, url: str, **more: Any) -> None:
        def act() -> None:
            request(self, method, url, **more)
            tap.requests += f"{self.host}:{self.port}" == urlsplit(dixa).netloc

        self.called = f"{method} {urlsplit(url).path.rpartition('/')[2]}"
        tap.cross(f"send {self.called}", act, lose=lambda: _hang_up(self))

    def receive(self: HTTPConnection) -> Any:
        what = f"receive {self.called}"
        return tap.cross(what, lambda: getresponse(self), lose=lambda: _hang_up(self))

    patch.setattr(HTTPConnection, "request", send)
    patch.setattr(HTTPConnection, "getresponse", receive)


def tap_mail(patch: pytest.MonkeyPatch, tap: Tap) -> None:
    """Put a tap on everything that is sent to the mail server, and on every answer."""
    send, getreply = smtplib.SMTP.send, smtplib.SMTP.getreply

    def cross(connection: smtplib.SMTP, what: str, act: Callable[[], Any]) -> Any:
        try:
            return tap.cross(what, act, lose=lambda: _lose_mail_server(connection))
        except Killed:
            connection.close()  # which the operating system does for a dead process
            raise

    def tapped_send(self: smtplib.SMTP, text: str | bytes) -> None:
        what = f"mail {text.split()[0]}" if isinstance(text, str) else "the mail itself"
        cross(self, f"send {what}", lambda: send(self, text))

    def tapped_getreply(self: smtplib.SMTP) -> Any:
        return cross(self, "receive from the mail server", lambda: getreply(self))

    patch.setattr(smtplib.SMTP, "send", tapped_send)
    patch.setattr(smtplib.SMTP, "getreply", tapped_getreply)


def _hang_up(connection: HTTPConnection) -> NoReturn:
    connection.close()
    raise ConnectionResetError("the reply was lost")


def _lose_mail_server(connection: smtplib.SMTP) -> NoReturn:
    connection.close()
    raise smtplib.SMTPServerDisconnected("the reply was lost")
