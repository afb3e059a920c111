"""The service in this process, on real surroundings, with a tap on every wire of its own."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from service.ratings import RatingType
from service.rules.survey_rule import SurveyRule
from service.settings import load_settings
from service.web.app import create_app

from .processes import Surroundings
from .tap import Ending
from .trial import Passage, failures

SECRET = bytes.fromhex("00112233445566778899aabbccddeeff")
AT_ONCE = timedelta(0)
RULES = (
    SurveyRule(
        name="patient",
        rating=RatingType.CSAT,
        tags=("patient",),
        hold=AT_ONCE,
        cooldown=AT_ONCE,
        reminder=timedelta(days=3),
        deliver=("email",),
    ),
    SurveyRule(
        name="handed on",
        rating=RatingType.CSAT,
        tags=("handed on",),
        hold=AT_ONCE,
        deliver=("webhook", "message"),
    ),
    SurveyRule(
        name="mail",
        rating=RatingType.CSAT,
        channels=("EMAIL",),
        hold=AT_ONCE,
        deliver=("email",),
    ),
    SurveyRule(
        name="held",
        rating=RatingType.CSAT,
        channels=("CONTACT_FORM",),
        hold=timedelta(minutes=5),
        deliver=("message",),
    ),
    SurveyRule(name="chat", rating=RatingType.THUMBS, hold=AT_ONCE, deliver=("message",)),
)


@pytest.fixture(autouse=True)
def _turns_that_last(monkeypatch) -> None:
    """However slow this machine is, the same calls are made."""
    monkeypatch.setattr("service.dixa.calls.TURN_SECONDS", 3600)


@pytest.fixture
def surroundings(redis_url, redis, dixa, mailbox, link_receiver) -> Surroundings:
    environ = {
        "DIXA_API_TOKEN": dixa.token,
        "DIXA_API_URL": dixa.url,
        "DIXA_WEBHOOK_SECRET": SECRET.hex(),
        "PUBLIC_URL": "https://surveys.example.com",
        "REDIS_URL": redis_url,
        "SMTP_URL": mailbox.url,
        "MAIL_FROM": "support@example.com",
        "DELIVERY_WEBHOOK_URL": link_receiver.url,
        "DELIVERY_WEBHOOK_SECRET": f"whsec_{b64encode(SECRET * 2).decode()}",
        "SECRET_KEY": "a key that signs in tests and nowhere else",
    }
    # Nobody waits at the gate: how often it is asked would depend on the time.
    settings = replace(load_settings(environ), surveys=RULES, dixa_rate=10_000, dixa_burst=10_000)
    return Surroundings(
        settings=settings,
        app=create_app(settings),
        redis=redis,
        dixa=dixa,
        mailbox=mailbox,
        receiver=link_receiver,
        secret=SECRET,
    )


@pytest.fixture
def cut_off(surroundings, record_property) -> Callable[[str, Passage, Ending], list[str]]:
    """A function that cuts a story off at each point of a passage and returns what went wrong.

    How many points there were, and in how many it went wrong, is told at the end of the run.
    """

    def try_all(title: str, passage: Passage, ending: Ending) -> list[str]:
        points = passage.points(surroundings)
        failed = failures(surroundings, passage.plot, points, ending)
        told = f"{title}, {ending}: {len(points)} points, {len(failed) or 'no'} failures"
        record_property("crash points", told)
        return failed

    return try_all
