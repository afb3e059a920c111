import smtplib
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest


def send(mailbox, recipient="ada@example.com", text="How was it?"):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "us@example.com", recipient, "Søren asks"
    message.set_content(text)
    address = urlsplit(mailbox.url)
    with smtplib.SMTP(address.hostname, address.port, timeout=20) as client:
        client.send_message(message)


def test_it_keeps_what_it_receives(mailbox):
    send(mailbox, text="Wie war es? 👍")

    (message,) = mailbox.wait_for(1)

    assert (message["To"], message["Subject"]) == ("ada@example.com", "Søren asks")
    assert message.get_content() == "Wie war es? 👍\r\n"


def test_waiting_in_vain_says_how_many_came(mailbox):
    send(mailbox)

    with pytest.raises(TimeoutError, match="1 of 2 messages"):
        mailbox.wait_for(2, seconds=0.01)


@pytest.mark.parametrize("reply", ["452 4.2.2 Mailbox full", "550 5.1.1 No such user"])
def test_it_refuses_a_recipient_as_it_is_told(mailbox, reply):
    mailbox.refuse("ada@example.com", reply)

    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(mailbox)

    code, text = refused.value.recipients["ada@example.com"]
    assert f"{code} {text.decode()}" == reply
    assert mailbox.messages == []


def test_it_accepts_a_refused_recipient_again(mailbox):
    mailbox.refuse("ada@example.com", "452 4.2.2 Mailbox full")
    mailbox.accept("ada@example.com")

    send(mailbox)

    assert len(mailbox.messages) == 1


def test_it_comes_back_at_the_same_address_with_what_it_had(mailbox):
    send(mailbox)
    mailbox.stop()
    with pytest.raises(ConnectionRefusedError):
        send(mailbox)

    mailbox.start()
    send(mailbox)

    assert len(mailbox.messages) == 2


def test_other_recipients_are_not_refused(mailbox):
    mailbox.refuse("ada@example.com", "550 5.1.1 No such user")

    send(mailbox, recipient="bo@example.com")

    assert [message["To"] for message in mailbox.messages] == ["bo@example.com"]
