"""The link by e-mail."""

from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from service.delivery.address import usable_address
from service.delivery.errors import Undeliverable
from service.delivery.invitation import Invitation, Purpose
from service.delivery.letter import as_html, as_text, subject
from service.delivery.mail_server import MailServer
from service.lifecycle.record import Closing

_ASCII_ONLY = SMTP.clone(cte_type="7bit")  # not every server on the way takes eight bits


class EmailDelivery:
    """Brings links by e-mail.

    Args:
        smtp_url: `smtp://user:password@host:port` (STARTTLS when offered) or `smtps://…`.
        sender: the From address, with or without a name.
        timeout_seconds: for each step of the conversation with the mail server.
        reply_to: where answers to the mail go, if not to the sender.
    """

    name = "email"

    def __init__(
        self, *, smtp_url: str, sender: str, timeout_seconds: float, reply_to: str | None = None
    ) -> None:
        self._server = MailServer(smtp_url, timeout_seconds=timeout_seconds)
        self._sender = sender
        self._reply_to = reply_to
        self._address = parseaddr(sender)[1]

    @staticmethod
    def can_reach(closing: Closing) -> bool:
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

    def close(self) -> None:
        """Nothing is open: each mail has a connection of its own."""

    def message(self, invitation: Invitation) -> EmailMessage:
        """The mail as it is sent: plain text and HTML in one.

        Raises:
            Undeliverable: the customer has no address that mail can be sent to.
        """
        message = EmailMessage(policy=_ASCII_ONLY)
        message["Subject"] = subject(invitation)
        message["From"] = self._sender
        if self._reply_to:
            message["Reply-To"] = self._reply_to
        message["To"] = _recipient(invitation)
        message["Date"] = format_datetime(datetime.now(UTC))
        message["Message-ID"] = self._message_id(invitation.delivery_id)
        if invitation.purpose is Purpose.REMINDER:  # a mail program shows it below the invitation
            earlier = self._message_id(invitation.survey.id)
            message["In-Reply-To"] = message["References"] = earlier
        message["List-Unsubscribe"] = f"<{invitation.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: asks for no out-of-office answers
        message.set_content(as_text(invitation))
        message.add_alternative(as_html(invitation), subtype="html")
        return message

    def _message_id(self, delivery_id: str) -> str:
        return f"<{delivery_id}@{self._address.rpartition('@')[2]}>"


def _recipient(invitation: Invitation) -> Address:
    address = usable_address(invitation.survey.closing.customer.email)
    if address is None:
        raise Undeliverable("no usable e-mail address")
    return address
