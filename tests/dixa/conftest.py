"""`client` calls the played Dixa; `connect(...)` makes such clients, with other settings.

All share the gate in `redis`; unless told otherwise it lets everything through at once.
`ask_everything` is every call the client has, each with its endpoint's name.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from socket import create_server
from threading import Thread

import pytest

from service.dixa.client import DixaClient
from service.dixa.gate import Gate
from service.dixa.wire import Wire
from service.ratings import RatingType
from service.sandbox.conversations import a_conversation

from .gate_cases import impatient_gate

NO_LIMIT = {"rate": 10_000, "burst": 10_000}


@pytest.fixture
def connect(redis, dixa):
    opened = []

    def make(*, url=None, token=dixa.token, timeout=5.0, stale_after=60.0, **limits) -> DixaClient:
        wire = Wire(url=url or dixa.url, token=token, timeout_seconds=timeout)
        gate = Gate(redis, **NO_LIMIT | limits)
        opened.append(DixaClient(wire, gate, stale_after_seconds=stale_after))
        return opened[-1]

    yield make
    for client in opened:
        client.close()


@pytest.fixture
def client(connect) -> DixaClient:
    return connect()


@pytest.fixture
def impatient(redis) -> Gate:
    return impatient_gate(redis)


@pytest.fixture
def conversation(dixa):
    return dixa.add(a_conversation())


@pytest.fixture
def offer(conversation):
    """A function that makes the usual offer; keyword arguments change it."""

    def make(client, **changes) -> str:
        usual = {
            "user_id": conversation.requester.id,
            "agent_id": conversation.assignee.id,
            "rating_type": RatingType.CSAT,
            "offered_at": datetime(2026, 11, 23, 10, tzinfo=UTC),
            "before_sending": lambda: None,
        }
        return client.create_rating_offer(str(conversation.csid), **usual | changes)

    return make


@pytest.fixture
def submit(conversation):
    """A function that submits the usual result; keyword arguments change it."""

    def make(client, offer_id, **changes) -> None:
        usual = {
            "rating_type": RatingType.CSAT,
            "value": 4,
            "comment": None,
            "submitted_at": datetime(2026, 11, 23, 10, tzinfo=UTC),
            "before_sending": lambda: None,
        }
        client.submit_rating(str(conversation.csid), offer_id, **usual | changes)

    return make


@pytest.fixture
def post_message(conversation):
    """A function that posts the usual message; keyword arguments change it."""

    def make(client, **changes) -> None:
        usual = {
            "agent_id": conversation.assignee.id,
            "kind": "Text",
            "text": "How was it?",
            "external_id": "survey-1",
        }
        client.post_message(str(conversation.csid), **usual | changes)

    return make


@pytest.fixture
def ask_for_what_is_there(dixa, conversation):
    url = "https://surveys.example.com/webhooks/dixa"
    webhook = dixa.subscribe(url).id
    return {
        "organization": DixaClient.get_organization,
        "conversation": lambda with_: with_.get_standing(str(conversation.csid)),
        "ratings": lambda with_: with_.list_ratings(str(conversation.csid)),
        "list_webhooks": DixaClient.list_webhooks,
        "create_webhook": lambda with_: with_.create_webhook(name="Ratings", url=url),
        "delivery_status": lambda with_: with_.list_delivery_statuses(webhook),
        "delivery_logs": lambda with_: with_.list_delivered(webhook, "ConversationClosed"),
    }


@pytest.fixture
def ask_everything(client, offer, submit, post_message, ask_for_what_is_there):
    offer_id = offer(client)
    return {
        "offer": offer,
        "submit": lambda with_: submit(with_, offer_id),
        "message": post_message,
        **ask_for_what_is_there,
    }


@contextmanager
def saying(reply: bytes) -> Iterator[str]:
    """A server that gives its one caller this reply, byte for byte; yields its address."""
    with create_server(("127.0.0.1", 0)) as listener:

        def serve():
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(reply)

        thread = Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/beta"
        thread.join()


@pytest.fixture(name="saying")
def saying_():
    return saying
