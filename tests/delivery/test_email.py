"""The link by e-mail, sent to a real mail server."""

import pytest
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser as Reader
from tinyhtml5.parser import HTMLParser

from service.delivery.email import EmailDelivery
from service.delivery.errors import NotNow, Undeliverable
from service.ratings import SCALES, RatingType
from service.rules.survey_rule import Brand, SurveyRule
from dataclasses import replace
from service.lifecycle.record import Person

URL = "https://surveys.example.com/s/token"


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


def test_asks_no_machine_for_an_answer(deliver):
    assert deliver()["Auto-Submitted"] == "auto-generated"


def test_the_same_survey_always_gets_the_same_message_id(deliver):
    first, second, other = deliver(), deliver(), deliver(survey_id="survey-2")

    assert first["Message-ID"] == second["Message-ID"] == "<survey-1@example.com>"
    assert other["Message-ID"] != first["Message-ID"]


@pytest.mark.parametrize("rating_type", RatingType)
def test_the_html_is_valid_in_a_language_and_has_a_link_for_each_value(deliver, rating_type):
    document = parsed(html_of(deliver(rating_type=rating_type)))

    assert (document.get("lang"), document.get("dir")) == ("en", "ltr")
    assert document.find("./head/title").text == html_title(rating_type)
    links = [each.get("href") for each in document.iter("a")]
    values = sorted(SCALES[rating_type].values)
    assert sorted(links[:-1], key=value_of) == [f"{URL}?rating={value}" for value in values]
    assert links[-1] == URL


def test_without_a_subject_none_is_spoken_of(deliver):
    message = deliver(subject=None)

    assert "About" not in text_of(message) + html_of(message)


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
    assert "in touch with Example &amp; Sons" in html_of(message)


HOSTILE = "Eve\r\nBcc: victim@example.com\r\n\r\n<script>alert(1)</script>"


def test_a_name_cannot_add_headers_recipients_or_markup(deliver, mailbox):
    message = deliver(agent=Person(id="eve", name=HOSTILE), subject=HOSTILE)

    assert message["Bcc"] is None
    assert message["Subject"].startswith("How was the help you got from Eve Bcc: victim")
    assert len(mailbox.messages) == 1
    assert "<script" not in html_of(message)


def test_any_script_and_emoji_arrive_as_they_were_written(deliver):
    message = deliver(agent=Person(id="a", name="例 太郎 👍"), subject="Hvor er min øl? שלום")

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


@pytest.mark.parametrize("reply", ["550 5.1.1 No such user", "554 5.7.1 Blocked"])
def test_a_recipient_refused_for_good_is_undeliverable(delivery, mailbox, invite, reply):
    mailbox.refuse("ada@example.com", reply)

    with pytest.raises(Undeliverable, match=reply):
        delivery.deliver(invite())


@pytest.mark.parametrize(
    "reply", ["421 4.3.2 Shutting down", "450 4.2.1 Greylisted", "452 4.2.2 Mailbox full"]
)
def test_a_recipient_refused_for_now_is_tried_again_later(delivery, mailbox, invite, reply):
    mailbox.refuse("ada@example.com", reply)

    with pytest.raises(NotNow, match=reply):
        delivery.deliver(invite())


def test_the_customers_address_is_left_out_of_what_the_server_said(delivery, mailbox, invite):
    mailbox.refuse("ada@example.com", "550 5.1.1 <ada@example.com>: no such user")

    with pytest.raises(Undeliverable) as raised:
        delivery.deliver(invite())

    assert str(raised.value) == "550 5.1.1 <…>: no such user"


@pytest.mark.parametrize("email", [None, "", "ada", "ada@example.com\r\nBcc: x@example.com"])
def test_a_customer_without_a_usable_address_is_not_reached(delivery, closing, invite, email):
    person = customer(email=email)

    assert delivery.can_reach(replace(closing, customer=person)) is False
    with pytest.raises(Undeliverable):
        delivery.deliver(invite(customer=person))


def test_a_customer_with_an_address_is_reached(delivery, closing):
    assert delivery.can_reach(closing) is True


def html_title(rating_type):
    from service.wording import question

    return question(rating_type, agent="Agnes")


def value_of(link):
    return int(link.rpartition("=")[2])


def parsed(text):
    return HTMLParser(strict=True, namespace_html_elements=False).parse(text)
