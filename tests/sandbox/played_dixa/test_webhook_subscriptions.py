from socket import socket

import pytest

from service.sandbox.conversations import a_conversation
from service.sandbox.events import sign

BODY = {
    "name": "Ratings",
    "url": "https://surveys.example.com/webhooks/dixa",
    "events": ["ConversationClosed", "ConversationOpen"],
    "authorization": {"_type": "NoAuth"},
    "customHeaders": {},
    "enabled": True,
}


def test_a_subscription_is_created_with_a_key_in_hex(api):
    answer = api.post("/webhooks", BODY)

    created = answer.data
    assert answer.status == 201
    assert (created["name"], created["url"], created["enabled"]) == ("Ratings", BODY["url"], True)
    assert created["subscribedEvents"] == BODY["events"]
    assert created["headers"] == {}
    assert len(bytes.fromhex(created["secretKey"])) == 32


def test_it_is_listed_and_found_with_its_key(api):
    created = api.post("/webhooks", BODY).data

    assert api.get("/webhooks").data == [created]
    assert api.get(f"/webhooks/{created['id']}").data == created


@pytest.mark.parametrize(
    ("authorization", "header"),
    [
        ({"_type": "BasicAuth", "username": "u", "password": "p"}, "Basic dTpw"),
        ({"_type": "TokenAuth", "value": "t"}, "Bearer t"),
    ],
)
def test_its_authorization_becomes_a_header(api, authorization, header):
    body = {**BODY, "authorization": authorization, "customHeaders": {"X-Team": "support"}}

    created = api.post("/webhooks", body).data

    assert created["headers"] == {"X-Team": "support", "Authorization": header}


@pytest.mark.parametrize(
    "changes",
    [
        {"authorization": ...},
        {"customHeaders": ...},
        {"url": "nowhere"},
        {"events": ["CONVERSATION_CLOSED"]},
        {"authorization": {"_type": "Magic"}},
        {"event": "a slip"},
    ],
)
def test_a_body_of_another_shape_is_refused(api, changes):
    body = {key: value for key, value in {**BODY, **changes}.items() if value is not ...}

    answer = api.post("/webhooks", body)

    assert (answer.status, answer.body) == (400, {"message": "Decoding failure in request"})
    assert api.get("/webhooks").data == []


def test_a_patch_changes_what_it_names_and_never_the_key(api):
    created = api.post("/webhooks", {**BODY, "customHeaders": {"X-Team": "support"}}).data

    patched = api.ask("PATCH", f"/webhooks/{created['id']}", {"enabled": False}).data

    unchanged = {"enabled", "updatedAt"}
    assert patched["enabled"] is False
    assert {key: value for key, value in patched.items() if key not in unchanged} == {
        key: value for key, value in created.items() if key not in unchanged
    }


def test_a_patch_is_as_strict_as_what_it_patches(api):
    created = api.post("/webhooks", BODY).data

    answer = api.ask("PATCH", f"/webhooks/{created['id']}", {"authorization": {"value": "t"}})

    assert answer.status == 400


def test_a_deleted_subscription_is_gone(api):
    created = api.post("/webhooks", BODY).data

    deleted = api.ask("DELETE", f"/webhooks/{created['id']}")

    assert (deleted.status, deleted.body) == (204, None)
    assert api.get(f"/webhooks/{created['id']}").status == 404


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_an_unknown_subscription_is_not_found(api, method):
    assert api.ask(method, "/webhooks/unknown", {}).status == 404


def test_its_events_are_sent_signed_with_its_key_and_with_its_headers(api, dixa, receiver):
    body = {**BODY, "url": receiver.url, "authorization": {"_type": "TokenAuth", "value": "t"}}
    created = api.post("/webhooks", body).data

    event = dixa.close(a_conversation())

    received = receiver.next()
    secret = bytes.fromhex(created["secretKey"])
    signature = sign(received.body, secret=secret, at_ms=event.at_ms)
    assert received.body == event.body
    assert received.headers["X-DIXA-SIGNATURE"] == signature
    assert received.headers["X-DIXA-SUBSCRIPTION-ID"] == created["id"]
    assert received.headers["Authorization"] == "Bearer t"


def test_a_chosen_secret_signs_as_well(dixa, receiver):
    dixa.subscribe(receiver.url, secret=b"known beforehand")

    event = dixa.close(a_conversation())

    signature = sign(event.body, secret=b"known beforehand", at_ms=event.at_ms)
    assert receiver.next().headers["X-DIXA-SIGNATURE"] == signature


def test_only_what_was_subscribed_to_is_sent(dixa, receiver):
    dixa.subscribe(receiver.url, events=("ConversationOpen",))
    conversation = a_conversation()

    dixa.close(conversation)
    dixa.reopen(conversation)

    assert receiver.next().event["event_fqn"] == "CONVERSATION_OPEN"
    dixa.wait_until(dixa.ledger.deliveries)
    assert [delivery.event for delivery in dixa.ledger.deliveries()] == ["CONVERSATION_OPEN"]


def test_a_disabled_subscription_is_told_nothing(api, dixa, receiver):
    created = api.post("/webhooks", {**BODY, "url": receiver.url}).data
    api.ask("PATCH", f"/webhooks/{created['id']}", {"enabled": False})
    dixa.close(a_conversation())
    api.ask("PATCH", f"/webhooks/{created['id']}", {"enabled": True})

    event = dixa.close(a_conversation())

    assert receiver.next().event["event_id"] == event.id


def test_a_receiver_that_cannot_be_reached_is_entered_in_the_ledger(dixa):
    with socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        dixa.subscribe(f"http://127.0.0.1:{nobody.getsockname()[1]}/")

        dixa.close(a_conversation())
        dixa.wait_until(dixa.ledger.deliveries)

    (delivery,) = dixa.ledger.deliveries()
    assert (delivery.event, delivery.status) == ("CONVERSATION_CLOSED", None)


def test_a_result_is_told_to_those_who_want_to_hear_it(api, dixa, receiver):
    dixa.subscribe(receiver.url, events=("ConversationRated",))
    conversation = dixa.add(a_conversation())
    rating = api.offer(conversation).data["id"]

    api.submit(conversation, rating, 4)

    told = receiver.next().event
    assert (told["event_fqn"], told["data"]["score"]) == ("CONVERSATION_RATED", 4)


def test_what_became_of_the_latest_delivery_is_told_for_each_kind_of_event(api, dixa, receiver):
    subscription = dixa.subscribe(receiver.url)
    dixa.close(a_conversation())
    dixa.wait_until(dixa.ledger.deliveries)

    closed, opened = api.get(f"/webhooks/{subscription.id}/delivery-status").data

    detail = closed["deliveryStatus"]
    assert (closed["event"], detail["_type"]) == ("ConversationClosed", "DeliveryDetail")
    assert (detail["success"], detail["responseCode"]) == (True, 202)
    assert opened == {"event": "ConversationOpen", "deliveryStatus": {"_type": "NoRecentDelivery"}}


def test_deliveries_are_logged_with_what_was_sent_whoever_listened(api, dixa):
    with socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    subscription = dixa.subscribe(f"http://127.0.0.1:{port}")
    event = dixa.close(a_conversation())
    dixa.wait_until(dixa.ledger.deliveries)

    logs = api.get(f"/webhooks/{subscription.id}/delivery-status/logs/ConversationClosed").data

    [log] = logs
    assert log["payload"] == event.body.decode()
    assert (log["deliveryDetail"]["success"], log["deliveryDetail"]["responseCode"]) == (False, 0)


def test_an_unknown_subscription_has_no_deliveries(api):
    assert api.get("/webhooks/nobody/delivery-status").status == 404
    assert api.get("/webhooks/nobody/delivery-status/logs/ConversationClosed").status == 404
