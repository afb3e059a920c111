"""What the worker process does by itself beside its jobs."""

from time import time

import pytest
from program import Program
from running_service import running_service
from waiting import eventually

from service.sandbox.conversations import a_conversation

SOON_AFTER_ITS_START = """\
import sys
import workers.upkeep
from workers.main import main
workers.upkeep.FIRST_SECONDS = 0.5
sys.exit(main())
"""
AN_HOUR = 3600


@pytest.fixture
def service(tmp_path):
    with running_service(tmp_path, workers=0) as service:
        yield service


@pytest.fixture
def worker(service, tmp_path):
    """A worker that need not be waited for; it is not started yet."""
    command = ["python", "-c", SOON_AFTER_ITS_START]
    return Program(command, service.environment, tmp_path / "worker.log")


def test_a_closing_that_web_never_heard_of_is_found_and_asked_about_once(service, worker):
    conversation = a_conversation()
    service.web.kill()
    service.dixa.close(conversation, at_ms=round((time() - AN_HOUR) * 1000))
    eventually(service.dixa.ledger.deliveries, what="a delivery that failed")
    service.web.start()

    with worker:
        link = service.link(conversation)
        eventually(lambda: '"task": "audit"' in worker.said, what="the audit")

    assert link
    assert len(service.dixa.offers(conversation)) == 1
