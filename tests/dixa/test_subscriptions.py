"""Webhook subscriptions, as the client makes, finds and ends them."""

import pytest

from service.dixa.errors import Rejected
from service.dixa.subscriptions import DeliveryStatus
from service.sandbox.conversations import a_conversation

URL = "https://surveys.example.com/webhooks/dixa"


def test_a_subscription_asks_for_the_events_that_we_use(client, dixa):
    made = client.create_webhook(name="rating-survey", url=URL)

    [call] = dixa.calls("create_webhook")
    assert call.body == {
        "name": "rating-survey",
        "url": URL,
        "events": ["ConversationClosed", "ConversationOpen", "ConversationAbandoned"],
        "enabled": True,
        "authorization": {"_type": "NoAuth"},
        "customHeaders": {},
    }
    assert client.list_webhooks() == [made]
    assert made.secret_key not in repr(made)


def test_a_deleted_subscription_is_gone(client):
    made = client.create_webhook(name="rating-survey", url=URL)

    client.delete_webhook(made.id)

    assert client.list_webhooks() == []
    with pytest.raises(Rejected, match="404"):
        client.delete_webhook(made.id)


def test_what_was_delivered_is_read_with_what_became_of_it(client, dixa):
    subscription = dixa.subscribe("http://127.0.0.1:9/nobody")
    event = dixa.close(a_conversation())
    dixa.wait_until(dixa.ledger.deliveries)

    closed, opened = client.list_delivery_statuses(subscription.id)

    assert (closed.event, closed.code, closed.success) == ("ConversationClosed", 0, False)
    assert opened == DeliveryStatus(event="ConversationOpen", at=None, code=None, success=False)
    [delivered] = client.list_delivered(subscription.id, "ConversationClosed")
    assert (delivered.body, delivered.at) == (event.body.decode(), closed.at)
