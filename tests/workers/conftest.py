"""`workshop` is a worker with the default rule; `open_workshop(...)` makes one with another.

Answers are not held, unless a rule of a test's own says so.

Calls to Dixa are not spread in time, and the settling time is a minute, which tests do not wait
for but skip.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from workshop import Workshop

from service.ratings import RatingType
from service.rules.survey_rule import DEFAULT_SURVEY, SurveyRule
from service.settings import Settings, load_settings


@pytest.fixture
def settings(redis_url, dixa, mailbox) -> Settings:
    environ = {
        "DIXA_API_TOKEN": dixa.token,
        "DIXA_API_URL": dixa.url,
        "DIXA_WEBHOOK_SECRET": "00ff",
        "PUBLIC_URL": "https://surveys.example.com",
        "REDIS_URL": redis_url,
        "SMTP_URL": mailbox.url,
        "MAIL_FROM": "Example Support <support@example.com>",
        "SECRET_KEY": "a key that signs in tests and nowhere else",
    }
    rules = (replace(DEFAULT_SURVEY, hold=timedelta(0)),)
    return replace(load_settings(environ), surveys=rules, dixa_rate=10_000, dixa_burst=10_000)


@pytest.fixture
def open_workshop(settings, redis, dixa):
    """A function that opens a workshop; keyword arguments are those of its one rule, if any."""
    opened = []

    def open_(changed=settings, **rule) -> Workshop:
        if rule:
            usual = {"name": "support", "rating": RatingType.CSAT, "hold": timedelta(0)}
            changed = replace(changed, surveys=(SurveyRule(**usual | rule),))
        opened.append(Workshop(changed, redis=redis, dixa=dixa))
        return opened[-1]

    yield open_
    for workshop in opened:
        workshop.tools.close()


@pytest.fixture
def workshop(open_workshop) -> Workshop:
    return open_workshop()
