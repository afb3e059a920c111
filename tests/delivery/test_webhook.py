"""The link as a signed event, sent to a real HTTP server."""

import json
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from socket import create_server

import pytest

from service.delivery.errors import NotNow, Undeliverable
from service.delivery.invitation import Purpose
from service.delivery.receiver import LONGEST_PAUSE_SECONDS
from service.delivery.standard_webhook import signatures
from service.delivery.webhook import WebhookDelivery
from service.lifecycle.record import Person
from service.rules.survey_rule import Brand, SurveyRule

KEYS = (b"the first key", b"the second key")


@pytest.fixture
def delivery(link_receiver):
    return WebhookDelivery(url=link_receiver.url, keys=KEYS, timeout_seconds=10)


@pytest.fixture
def deliver(delivery, link_receiver, invite):
    """A function that delivers an invitation; returns the event as it arrived."""

    def send(**changes):
        delivery.deliver(invite(**changes))
        return link_receiver.events[-1]

    return send


def test_the_signature_is_the_one_of_the_published_example():
    signed = signatures(
        (b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),),
        event_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        sent_at=1614265330,
        body=b'{"test": 2432232314}',
    )

    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_event_says_who_is_to_be_asked_what_and_where(deliver):
    customer = Person(id="ada", name="Ada", email=None, phone="+4512345678")
    rule = SurveyRule(name="support", rating="Csat", brand=Brand(name="Example"))

    event = deliver(customer=customer, channel="SMS", rule=rule)

    assert event.headers["content-type"] == "application/json"
    assert json.loads(event.body) == {
        "type": "survey.invitation",
        "timestamp": "2026-11-23T10:00:00Z",
        "data": {
            "survey": "survey-1",
            "conversation": "77",
            "channel": "SMS",
            "language": "en",
            "customer": {"id": "ada", "name": "Ada", "email": None, "phone": "+4512345678"},
            "rating": "Csat",
            "question": "How was the help you got from Agnes?",
            "brand": "Example",
            "url": "https://surveys.example.com/s/token",
            "expires_at": "2026-12-07T10:00:00Z",
        },
    }


def test_each_key_signs_the_body_as_it_arrives_so_that_a_key_can_be_changed(deliver):
    event = deliver(subject="Hvor er min øl?")

    sent_at = int(event.headers["webhook-timestamp"])
    assert abs(datetime.now(UTC).timestamp() - sent_at) < 60
    ours = signatures(KEYS, event_id="survey-1", sent_at=sent_at, body=event.body)
    assert event.headers["webhook-signature"] == ours
    assert len(ours.split()) == 2


def test_what_is_sent_again_has_the_same_id_and_body(deliver):
    first, second, other = deliver(), deliver(), deliver(survey_id="survey-2")

    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.headers["webhook-id"] != other.headers["webhook-id"]
    assert first.body == second.body


def test_the_reminder_is_an_event_of_its_own(deliver):
    invitation, reminder = deliver(), deliver(purpose=Purpose.REMINDER)

    told = json.loads(reminder.body)
    assert (told["type"], told["timestamp"]) == ("survey.reminder", "2026-11-26T10:00:00Z")
    assert told["data"] == json.loads(invitation.body)["data"]
    assert reminder.headers["webhook-id"] != invitation.headers["webhook-id"]


@pytest.fixture
def netrc(tmp_path, monkeypatch):
    """A user's file with a password for this machine."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password something")
    monkeypatch.setenv("NETRC", str(netrc))


def test_no_password_of_the_users_goes_along(netrc, deliver):
    assert "authorization" not in deliver().headers


def test_no_password_of_the_users_goes_along_with_a_check(netrc, delivery, link_receiver):
    delivery.check()

    [headers] = link_receiver.knocks
    assert "authorization" not in headers


@pytest.mark.parametrize("status", [200, 202, 204])
def test_any_success_is_a_delivery(deliver, link_receiver, status):
    link_receiver.answer(status)

    deliver()


@pytest.mark.parametrize("status", [400, 401, 404, 410, 422])
def test_what_the_receiver_refuses_is_undeliverable_this_way(deliver, link_receiver, status):
    link_receiver.answer(status)

    with pytest.raises(Undeliverable, match=f"the receiver answers {status}"):
        deliver()


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503])
def test_what_fails_for_the_moment_is_tried_again_later(deliver, link_receiver, status):
    link_receiver.answer(status)

    with pytest.raises(NotNow, match=f"the receiver answers {status}") as raised:
        deliver()
    assert raised.value.retry_in == 0


def test_a_redirect_is_not_followed(deliver, link_receiver):
    link_receiver.answer(308, {"Location": link_receiver.url})

    with pytest.raises(NotNow, match="308, which leads elsewhere and is not followed"):
        deliver()
    assert len(link_receiver.events) == 1


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [("120", 120), ("999999", LONGEST_PAUSE_SECONDS), ("soon", 0), ("-1", 0)],
)
def test_the_receiver_is_left_alone_as_long_as_it_asks_within_bounds(
    deliver, link_receiver, retry_after, seconds
):
    link_receiver.answer(429, {"Retry-After": retry_after})

    with pytest.raises(NotNow) as raised:
        deliver()
    assert raised.value.retry_in == seconds


def test_the_receiver_may_ask_for_it_by_a_date(deliver, link_receiver):
    later = datetime.now(UTC) + timedelta(minutes=10)
    link_receiver.answer(503, {"Retry-After": format_datetime(later, usegmt=True)})

    with pytest.raises(NotNow) as raised:
        deliver()
    assert raised.value.retry_in == pytest.approx(600, abs=60)


def test_a_receiver_that_says_nothing_is_given_up_in_time(link_receiver, invite):
    link_receiver.answer(None)
    hurried = WebhookDelivery(url=link_receiver.url, keys=KEYS, timeout_seconds=0.3)

    with pytest.raises(NotNow, match="can't be reached"):
        hurried.deliver(invite())


def test_a_receiver_that_is_not_there_is_not_ready(invite):
    with create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    away = WebhookDelivery(url=url, keys=KEYS, timeout_seconds=10)

    with pytest.raises(NotNow, match="can't be reached: connection refused"):
        away.deliver(invite())
    with pytest.raises(NotNow, match="can't be reached"):
        away.check()


def test_any_customer_may_be_reached(delivery, closing):
    nobody = Person(id="nobody")

    assert delivery.can_reach(replace(closing, customer=nobody, channel="CALLBACK"))


def test_a_check_tells_the_receiver_of_nobody(delivery, link_receiver):
    assert delivery.check() == 405
    assert (len(link_receiver.knocks), link_receiver.events) == (1, [])
