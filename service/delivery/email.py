"""The link by e-mail, over SMTP."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from service.delivery.errors import NotNow, Undeliverable
from service.delivery.invitation import Invitation
from service.lifecycle.record import Closing

_PERMANENT = 500

_templates = Environment(
    loader=PackageLoader("service.delivery"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class EmailDelivery:
    """Brings links by e-mail.

    Args:
        smtp_url: `smtp://user:password@host:port` (STARTTLS when offered) or `smtps://…`.
        sender: the From address, with or without a name.
        timeout_seconds: for each step of the conversation with the mail server.
    """

    name = "email"

    def __init__(self, *, smtp_url: str, sender: str, timeout_seconds: float) -> None:
        self._server = urlsplit(smtp_url)
        self._sender = sender
        self._timeout = timeout_seconds

    def can_reach(self, closing: Closing) -> bool:
        """Whether the customer has an address that mail can be sent to."""
        return _address(closing.customer.email) is not None

    def deliver(self, invitation: Invitation) -> None:
        """Send the mail.

        A mail whose acknowledgement is lost is sent again under the same Message-ID, by which
        mail programs know it for the same.

        Raises:
            Undeliverable: the address can't be written to, or the server refuses it for good.
            NotNow: the server can't be reached, or asks to come back.
        """
        message = self.message(invitation)
        with _named_errors(), self._connect() as connection:
            connection.send_message(message)

    def check(self) -> None:
        """Connect and sign in, sending nothing.

        Raises:
            NotNow: what does not work.
        """
        with _named_errors(), self._connect() as connection:
            connection.noop()

    def message(self, invitation: Invitation) -> EmailMessage:
        """The mail as it is sent: plain text and HTML in one.

        Raises:
            Undeliverable: the customer has no address that mail can be sent to.
        """
        customer = invitation.survey.closing.customer
        address = _address(customer.email)
        if address is None:
            raise Undeliverable("no usable e-mail address")
        message = EmailMessage(policy=SMTP)
        message["Subject"] = _one_line(invitation.question)
        message["From"] = self._sender
        message["To"] = address
        message["Date"] = format_datetime(datetime.now(UTC))
        message["Message-ID"] = self._message_id(invitation)
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: asks for no out-of-office answers
        message.set_content(_templates.get_template("invitation.txt").render(it=invitation))
        html = _templates.get_template("invitation.html").render(it=invitation)
        message.add_alternative(html, subtype="html")
        return message

    def _message_id(self, invitation: Invitation) -> str:
        domain = parseaddr(self._sender)[1].rpartition("@")[2]
        return f"<{invitation.survey.id}@{domain}>"

    @contextmanager
    def _connect(self) -> Iterator[smtplib.SMTP]:
        host = self._server.hostname or ""
        tls = ssl.create_default_context()
        if self._server.scheme == "smtps":
            port = self._server.port or smtplib.SMTP_SSL_PORT
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=self._timeout, context=tls
            )
        else:
            port = self._server.port or smtplib.SMTP_PORT
            connection = smtplib.SMTP(host, port, timeout=self._timeout)
        with connection:
            _greet(connection, self._server, tls)
            yield connection


def _greet(connection: smtplib.SMTP, server: SplitResult, tls: ssl.SSLContext) -> None:
    connection.ehlo_or_helo_if_needed()
    if server.scheme == "smtp" and connection.has_extn("starttls"):
        connection.starttls(context=tls)
        connection.ehlo()
    if server.username:
        connection.login(unquote(server.username), unquote(server.password or ""))


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
    except (smtplib.SMTPException, OSError) as error:
        raise NotNow(f"mail can't be sent: {type(error).__name__}") from error


def _refusal(code: int, text: bytes | str) -> Undeliverable | NotNow:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    words = f"{code} {_one_line(said)[:200]}"
    return Undeliverable(words) if code >= _PERMANENT else NotNow(words)


def _address(text: str | None) -> Address | None:
    try:
        address = Address(addr_spec=text or "")
    except (ValueError, IndexError):  # whatever a customer's record holds is data, not a fault
        return None
    return address if address.username and address.domain else None


def _one_line(text: str) -> str:
    return " ".join(text.split())
