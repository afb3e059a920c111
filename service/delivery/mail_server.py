"""One conversation with the mail server, and what its answers mean."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from functools import cached_property
from urllib.parse import unquote, urlsplit

from service.delivery.errors import NotNow, Undeliverable
from service.unreached import why_unreached

_PERMANENT = 500
_ANY_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")


class MailServer:
    """Takes our mail.

    Args:
        url: `smtp://user:password@host:port` (STARTTLS when offered) or `smtps://…`.
        timeout_seconds: for each step of the conversation.
    """

    def __init__(self, url: str, *, timeout_seconds: float) -> None:
        self._url = urlsplit(url)
        self._timeout = timeout_seconds

    def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
        """Hand a mail over.

        Args:
            message: the mail.
            sender: the address that it comes from, which errors go back to.
            recipient: the address that it goes to.

        Raises:
            Undeliverable: the server refuses the recipient or the mail for good.
            NotNow: it can't be reached, refuses us, or asks to come back.
        """
        with _named_errors(), self._connected() as connection:
            connection.send_message(message, sender, recipient)

    def check(self) -> None:
        """Connect and sign in, sending nothing.

        Raises:
            NotNow: what does not work.
        """
        with _named_errors(), self._connected() as connection:
            connection.noop()

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        # Made once: reading all the authorities that the system trusts takes longer than a mail.
        return ssl.create_default_context()

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        host = self._url.hostname or ""
        if self._url.scheme == "smtps":
            port = self._url.port or smtplib.SMTP_SSL_PORT
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=self._timeout, context=self._tls
            )
        else:
            port = self._url.port or smtplib.SMTP_PORT
            connection = smtplib.SMTP(host, port, timeout=self._timeout)
        try:
            self._greet(connection)
            yield connection
        finally:
            _take_leave(connection)

    def _greet(self, connection: smtplib.SMTP) -> None:
        connection.ehlo_or_helo_if_needed()
        if self._url.scheme == "smtp" and connection.has_extn("starttls"):
            connection.starttls(context=self._tls)
            connection.ehlo()
        if self._url.username:
            try:
                connection.login(unquote(self._url.username), unquote(self._url.password or ""))
            except smtplib.SMTPNotSupportedError as error:  # about our setting, not an address
                raise NotNow(f"the mail server takes no sign-in: {error}") from error


def _take_leave(connection: smtplib.SMTP) -> None:
    # Whatever the server says to this: a mail that it took before is sent, and must not go twice.
    with suppress(smtplib.SMTPException, OSError):
        connection.quit()
    connection.close()


@contextmanager
def _named_errors() -> Iterator[None]:
    """Translate what SMTP says; a 4xx and a 5xx are raised as the same class there."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        raise _refusal(code, text) from error
    except smtplib.SMTPDataError as error:
        raise _refusal(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Undeliverable(f"the mail server can't write to this address: {error}") from error
    except smtplib.SMTPResponseException as error:  # about us, not about this customer
        raise NotNow(_words(error.smtp_code, error.smtp_error)) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotNow(f"the mail server can't be reached: {why_unreached(error)}") from error


def _refusal(code: int, text: bytes | str) -> Undeliverable | NotNow:
    words = _words(code, text)
    return Undeliverable(words) if code >= _PERMANENT else NotNow(words)


def _words(code: int, text: bytes | str) -> str:
    """What the server said, without addresses: this is kept longer than those may be."""
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {_ANY_ADDRESS.sub('…', ' '.join(said.split()))[:200]}"
