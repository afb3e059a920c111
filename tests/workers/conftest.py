"""`workshop` is a worker with the default rule; `open_workshop(...)` makes one with another."""

import pytest
from workshop import Workshop, workshop_settings, workshops

from service.settings import Settings


@pytest.fixture
def settings(redis_url, dixa, mailbox) -> Settings:
    return workshop_settings(redis_url=redis_url, dixa=dixa, mailbox=mailbox)


@pytest.fixture
def open_workshop(settings, redis, dixa):
    """A function that opens a workshop; keyword arguments are those of its one rule, if any."""
    with workshops(settings, redis=redis, dixa=dixa) as open_:
        yield open_


@pytest.fixture
def workshop(open_workshop) -> Workshop:
    return open_workshop()
