"""`workshop` is a worker to compare with Dixa; `open_workshop(...)` has another rule.

Calls to Dixa are not spread in time, and an answer is submitted as soon as it is confirmed.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from workshop import Workshop

from service.rules.survey_rule import DEFAULT_SURVEY
from service.settings import load_settings


@pytest.fixture
def open_workshop(redis_url, redis, dixa, mailbox):
    """A function that opens a workshop; keyword arguments change the usual rule."""
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
    hurried = replace(load_settings(environ), dixa_rate=10_000, dixa_burst=10_000)
    opened = []

    def open_(**rule) -> Workshop:
        surveys = (replace(DEFAULT_SURVEY, **{"hold": timedelta(0), **rule}),)
        opened.append(Workshop(replace(hurried, surveys=surveys), redis=redis, dixa=dixa))
        return opened[-1]

    yield open_
    for workshop in opened:
        workshop.tools.close()


@pytest.fixture
def workshop(open_workshop) -> Workshop:
    return open_workshop()
