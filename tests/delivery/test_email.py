"""The link by e-mail, sent to a real mail server."""

from dataclasses import replace
from email.utils import parsedate_to_datetime

import pytest

from service.delivery.email import EmailDelivery
from service.delivery.errors import Undeliverable
from service.delivery.invitation import Purpose
from service.lifecycle.record import Person
from service.ratings import RatingType
from service.rules.survey_rule import Brand, SurveyRule

URL = "https://surveys.example.com/s/token"
IN_FULL = SurveyRule(name="support", rating=RatingType.CSAT, agent_name="full")


@pytest.fixture
def delivery(mailbox):
    return EmailDelivery(
        smtp_url=mailbox.url, sender="Example Support <support@example.com>", timeout_seconds=10
    )


@pytest.fixture
def deliver(delivery, mailbox, invite):
    """A function that delivers an invitation; returns the mail as it arrived."""

    def send(**changes):
        delivery.deliver(invite(**changes))
        return mailbox.messages[-1]

    return send


def customer(**changes):
    return replace(Person(id="ada", name="Ada", email="ada@example.com"), **changes)


def text_of(message):
    return message.get_body(("plain",)).get_content()


def html_of(message):
    return message.get_body(("html",)).get_content()


def test_the_mail_goes_from_us_to_the_customer_and_asks_the_question(deliver):
    message = deliver()

    assert message["From"] == "Example Support <support@example.com>"
    assert message["To"] == "ada@example.com"
    assert message["Subject"] == "How was the help you got from Agnes?"
    assert parsedate_to_datetime(message["Date"]).tzinfo is not None


def test_the_mail_says_the_same_as_text_and_as_html(deliver):
    message = deliver()

    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    for said in (text_of(message), html_of(message)):
        assert URL in said
        assert "How was the help you got from Agnes?" in said
        assert "Where is my parcel" in said


def test_no_machine_is_asked_for_an_answer(deliver):
    assert deliver()["Auto-Submitted"] == "auto-generated"


def test_the_same_survey_always_gets_the_same_message_id(deliver):
    first, second, other = deliver(), deliver(), deliver(survey_id="survey-2")

    assert first["Message-ID"] == second["Message-ID"] == "<survey-1@example.com>"
    assert other["Message-ID"] != first["Message-ID"]


def test_the_reminder_is_a_mail_of_its_own_in_the_thread_of_the_invitation(deliver):
    invitation, reminder = deliver(), deliver(purpose=Purpose.REMINDER)

    assert reminder["Message-ID"] == "<survey-1-reminder@example.com>"
    assert reminder["In-Reply-To"] == reminder["References"] == invitation["Message-ID"]


def test_the_mail_program_is_told_how_its_user_stops_the_asking(deliver):
    message = deliver()

    assert message["List-Unsubscribe"] == f"<{URL}/unsubscribe>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_answers_to_the_mail_go_where_the_team_wants_them(mailbox, invite, deliver):
    elsewhere = EmailDelivery(
        smtp_url=mailbox.url,
        sender="surveys@example.com",
        timeout_seconds=10,
        reply_to="Support <support@example.com>",
    )

    assert deliver()["Reply-To"] is None
    assert elsewhere.message(invite())["Reply-To"] == "Support <support@example.com>"


def test_without_a_subject_the_day_says_which_conversation_it_was(deliver):
    message = deliver(subject=None)

    for said in (text_of(message), html_of(message)):
        assert "About your conversation that closed on 1 January" in said
        assert "About:" not in said


def test_the_brand_and_the_rules_own_question_are_used(deliver):
    rule = SurveyRule(
        name="support",
        rating=RatingType.CSAT,
        question={"en": "Did we do well?"},
        brand=Brand(name="Example & Sons"),
    )

    message = deliver(rule=rule)

    assert message["Subject"] == "Did we do well?"
    assert "in touch with Example & Sons" in text_of(message)
    assert "in touch with <bdi>Example &amp; Sons</bdi>" in html_of(message)


HOSTILE = "Eve\r\nBcc: victim@example.com\r\n\r\n<script>alert(1)</script>"


def test_a_name_cannot_add_headers_recipients_or_markup(deliver, mailbox):
    message = deliver(rule=IN_FULL, agent=Person(id="eve", name=HOSTILE), subject=HOSTILE)

    assert message["Bcc"] is None
    assert message["Subject"].startswith("How was the help you got from Eve Bcc: victim")
    assert len(mailbox.messages) == 1
    assert "<script" not in html_of(message)


def test_any_script_and_emoji_arrive_as_they_were_written(deliver):
    message = deliver(
        rule=IN_FULL, agent=Person(id="a", name="例 太郎 👍"), subject="Hvor er min øl? שלום"
    )

    assert message["Subject"] == "How was the help you got from 例 太郎 👍?"
    assert "Hvor er min øl? שלום" in text_of(message)
    assert "Hvor er min øl? שלום" in html_of(message)


def test_what_goes_over_the_wire_is_ascii_in_short_lines(delivery, invite):
    wire = delivery.message(invite(subject="ø" * 500)).as_bytes()

    assert wire.isascii()
    assert max(len(line) for line in wire.split(b"\r\n")) <= 998


def test_a_name_in_an_address_that_is_not_ascii_is_written_to(deliver):
    message = deliver(customer=customer(email="søren@blåbær.example"))

    assert message["To"] == "søren@xn--blbr-roah.example"


@pytest.mark.parametrize("email", [None, "", "ada", "ada@example.com\r\nBcc: x@example.com"])
def test_a_customer_without_a_usable_address_is_not_reached(delivery, closing, invite, email):
    person = customer(email=email)

    with pytest.raises(Undeliverable):
        delivery.deliver(invite(customer=person))
    assert delivery.can_reach(replace(closing, customer=person)) is False


def test_a_customer_with_an_address_is_reached(delivery, closing):
    assert delivery.can_reach(closing) is True
