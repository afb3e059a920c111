"""`workshop` is a worker to compare with Dixa; `open_workshop(...)` makes one with another rule."""

import pytest
from workshop import Workshop, workshop_settings, workshops

from service.sandbox.played_dixa import faults
from service.sandbox.played_dixa.faults import Fault


@pytest.fixture
def open_workshop(redis_url, redis, dixa, mailbox):
    """A function that opens a workshop; keyword arguments are those of its one rule, if any."""
    settings = workshop_settings(redis_url=redis_url, dixa=dixa, mailbox=mailbox)
    with workshops(settings, redis=redis, dixa=dixa) as open_:
        yield open_


@pytest.fixture
def workshop(open_workshop) -> Workshop:
    return open_workshop()


@pytest.fixture(
    params=[
        faults.server_error(500, committed=False),
        faults.malformed(),
        faults.reply_lost(committed=True),
    ],
    ids=lambda fault: fault.name,
)
def cant_tell(request) -> Fault:
    """A way in which Dixa can fail to tell about something."""
    return request.param
