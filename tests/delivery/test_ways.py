import hmac
from base64 import b64decode, b64encode
from dataclasses import replace

import pytest

from service.delivery.errors import Undeliverable
from service.delivery.reach import reach_of
from service.delivery.ways import Ways, ways_of
from service.dixa.client import client_of
from service.ratings import RatingType
from service.rules.survey_rule import SurveyRule
from service.settings import load_settings

ENVIRON = {
    "DIXA_API_TOKEN": "token",
    "DIXA_WEBHOOK_SECRET": "00ff",
    "PUBLIC_URL": "https://surveys.example.com",
    "REDIS_URL": "redis://127.0.0.1:1",
    "SECRET_KEY": "a key that signs in tests and nowhere else",
}
HOOK = {
    "DELIVERY_WEBHOOK_URL": "https://gateway.example.com/links",
    "DELIVERY_WEBHOOK_SECRET": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz",
}
MAIL = {"SMTP_URL": "smtp://127.0.0.1:1", "MAIL_FROM": "support@example.com"}


@pytest.fixture
def open_ways(redis):
    """A function that opens the ways that an environment allows."""

    def make(**environ) -> Ways:
        settings = load_settings(ENVIRON | environ)
        return ways_of(settings, client_of(settings, redis))

    return make


def rule(*deliver):
    return SurveyRule(name="support", rating=RatingType.CSAT, deliver=deliver)


def test_the_ways_that_reach_the_customer_come_in_the_rules_order(open_ways, closing):
    ways = open_ways(**MAIL)

    assert ways.reaching(closing, rule("message", "email")) == ("message", "email")
    assert ways.reaching(closing, rule("email", "message")) == ("email", "message")


def test_a_way_that_cannot_reach_this_customer_is_left_out(open_ways, closing):
    on_facebook = replace(closing, channel="FACEBOOK_MESSENGER")

    assert open_ways(**MAIL).reaching(on_facebook, rule("message", "email")) == ("email",)


def test_without_a_mail_server_there_is_no_mail(open_ways, closing):
    assert open_ways().reaching(closing, rule("email", "message")) == ("message",)


def test_the_webhook_reaches_those_whom_nothing_else_does(open_ways, closing):
    calling = replace(closing, channel="PSTNPHONE", customer=replace(closing.customer, email=None))
    ways = open_ways(**MAIL, **HOOK)

    assert ways.reaching(calling, rule("email", "message", "webhook")) == ("webhook",)


@pytest.mark.parametrize("environ", [{}, MAIL, HOOK, MAIL | HOOK])
def test_whom_they_reach_is_known_without_them(open_ways, environ):
    assert reach_of(load_settings(ENVIRON | environ)).names == open_ways(**environ).names


def test_a_receiver_checks_the_signature_with_the_secret_as_it_was_set(
    open_ways, link_receiver, invite
):
    ways = open_ways(**HOOK | {"DELIVERY_WEBHOOK_URL": link_receiver.url})

    ways.named("webhook").deliver(invite())

    [event] = link_receiver.events
    key = b64decode(HOOK["DELIVERY_WEBHOOK_SECRET"].removeprefix("whsec_"))
    sent = [event.headers["webhook-id"], event.headers["webhook-timestamp"], event.body.decode()]
    expected = hmac.digest(key, ".".join(sent).encode(), "sha256")
    assert event.headers["webhook-signature"] == f"v1,{b64encode(expected).decode()}"


def test_a_way_that_is_not_set_up_delivers_nothing(open_ways, closing):
    ways = open_ways()

    assert ways.reaching(closing, rule("email", "webhook")) == ()
    with pytest.raises(Undeliverable, match="no longer set up"):
        ways.named("email")
