"""The link by e-mail."""

from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from service.delivery.address import usable_address
from service.delivery.errors import Undeliverable
from service.delivery.invitation import Invitation, Purpose
from service.delivery.mail_server import MailServer
from service.lifecycle.record import Closing

_ASCII_ONLY = SMTP.clone(cte_type="7bit")  # not every server on the way takes eight bits

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
        self._server = MailServer(smtp_url, timeout_seconds=timeout_seconds)
        self._sender = sender
        self._address = parseaddr(sender)[1]

    def can_reach(self, closing: Closing) -> bool:
        """Whether the customer has an address that mail can be sent to."""
        return usable_address(closing.customer.email) is not None

    def deliver(self, invitation: Invitation) -> None:
        """Send the mail.

        A mail whose acknowledgement is lost is sent again under the same Message-ID, by which
        mail programs know it for the same.

        Raises:
            Undeliverable: the address can't be written to, or the server refuses it for good.
            NotNow: the server can't be reached, or asks to come back.
        """
        recipient = _recipient(invitation).addr_spec
        self._server.send(self.message(invitation), sender=self._address, recipient=recipient)

    def check(self) -> None:
        """Connect to the mail server and sign in, sending nothing.

        Raises:
            NotNow: what does not work.
        """
        self._server.check()

    def message(self, invitation: Invitation) -> EmailMessage:
        """The mail as it is sent: plain text and HTML in one.

        Raises:
            Undeliverable: the customer has no address that mail can be sent to.
        """
        message = EmailMessage(policy=_ASCII_ONLY)
        message["Subject"] = " ".join(invitation.question.split())
        message["From"] = self._sender
        message["To"] = _recipient(invitation)
        message["Date"] = format_datetime(datetime.now(UTC))
        message["Message-ID"] = self._message_id(invitation.delivery_id)
        if invitation.purpose is Purpose.REMINDER:  # a mail program shows it below the invitation
            earlier = self._message_id(invitation.survey.id)
            message["In-Reply-To"] = message["References"] = earlier
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: asks for no out-of-office answers
        message.set_content(_templates.get_template("invitation.txt").render(it=invitation))
        html = _templates.get_template("invitation.html").render(it=invitation)
        message.add_alternative(html, subtype="html")
        return message

    def _message_id(self, delivery_id: str) -> str:
        return f"<{delivery_id}@{self._address.rpartition('@')[2]}>"


def _recipient(invitation: Invitation) -> Address:
    address = usable_address(invitation.survey.closing.customer.email)
    if address is None:
        raise Undeliverable("no usable e-mail address")
    return address
