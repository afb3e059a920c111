import json
from dataclasses import replace
from time import time_ns

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as checked_with
from hypothesis import strategies as st
from structlog.testing import capture_logs

from service.lifecycle.intake import Reopening
from service.sandbox.conversations import Named, a_conversation, invented_id
from service.sandbox.events import abandoned, closed, make, reopened
from service.web.webhook.routes import BODY_LIMIT

DAY = 24 * 60 * 60 * 1000
MINUTE = 60 * 1000


def test_a_closed_conversation_is_accepted(door):
    event = closed(a_conversation(csid=4711))
    answer = door.knock(event)
    assert (answer.status_code, answer.json) == (202, {"status": "accepted", "event_id": event.id})
    assert [closing.conversation for closing in door.intake.closings] == ["4711"]


def test_a_reopened_conversation_is_accepted(door):
    event = reopened(a_conversation(csid=4711))
    answer = door.knock(event)
    assert (answer.status_code, answer.json) == (202, {"status": "accepted", "event_id": event.id})
    assert door.intake.reopenings == [
        Reopening(
            organization=invented_id("organization"),
            conversation="4711",
            event_id=event.id,
            opened_at=event.at_ms,
        )
    ]


def test_the_same_event_again_is_a_duplicate(door):
    event = closed(a_conversation())
    door.knock(event)
    answer = door.knock(event)
    assert (answer.status_code, answer.json) == (202, {"status": "duplicate", "event_id": event.id})
    assert len(door.intake.closings) == 1


@pytest.mark.parametrize("name", ["CONVERSATION_RATED", "CONVERSATION_MERGED", "SOMETHING_NEW"])
def test_an_event_of_another_type_is_ignored_whatever_it_tells(door, name):
    event = make(name, {"conversation": "anything"})
    answer = door.knock(event)
    assert (answer.status_code, answer.json) == (202, {"status": "ignored", "event_id": event.id})
    assert door.intake.is_untouched


def test_an_abandoned_conversation_is_taken_in_as_a_closing_without_agent(door):
    answer = door.knock(abandoned(a_conversation()))
    assert answer.json["status"] == "accepted"
    [closing] = door.intake.closings
    assert (closing.is_abandoned, closing.agent) == (True, None)


def test_an_event_of_another_organisation_is_ignored(make_door):
    door = make_door(dixa_organization_id=invented_id("organization"))
    event = closed(a_conversation(), organization=Named(id="another", name="Another Ltd"))
    answer = door.knock(event)
    assert (answer.status_code, answer.json) == (202, {"status": "ignored", "event_id": event.id})
    assert door.intake.is_untouched


def test_an_event_of_the_chosen_organisation_is_accepted(make_door):
    door = make_door(dixa_organization_id=invented_id("organization"))
    assert door.knock(closed(a_conversation())).json["status"] == "accepted"


@pytest.mark.parametrize(
    "channel", ["EMAIL", "WIDGET_CHAT", "FACEBOOK_MESSENGER", "CARRIER_PIGEON"]
)
def test_every_channel_and_every_null_is_accepted(door, channel):
    conversation = a_conversation(
        channel, agent=None, queue=None, name=None, email=None, subject=None, contact_point=None
    )
    assert door.knock(closed(conversation)).json["status"] == "accepted"


def test_an_event_with_a_wrong_type_is_quarantined_as_it_came(door):
    event = closed(replace(a_conversation(), csid="4711"))
    answer = door.knock(event)
    assert (answer.status_code, answer.json) == (
        202,
        {"status": "quarantined", "event_id": event.id},
    )
    assert door.intake.quarantined == [
        (event.body, "data.conversation.csid: must be a whole number", event.id)
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"\xff\xfe",
        b"[1, 2",
        b'{"event_id": "a", "event_id": "b"}',
        b'{"event_id": NaN}',
        b"[" * 100_000,
        b"3",
        b"{}",
    ],
)
def test_a_signed_body_that_is_no_event_is_quarantined_without_an_id(door, body):
    answer = door.knock(replace(closed(a_conversation()), body=body))
    assert (answer.status_code, answer.json) == (202, {"status": "quarantined", "event_id": None})
    assert [kept for kept, _, _ in door.intake.quarantined] == [body]


@given(body=st.binary(max_size=2000))
@checked_with(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_signed_bytes_are_refused(door, body):
    assert door.knock(replace(closed(a_conversation()), body=body)).status_code == 202


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(place=st.integers(0, 60), value=JSON)
@checked_with(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_signed_event_is_refused_whatever_stands_in_one_place(door, place, value):
    event = closed(a_conversation(tags=["vip"]))
    document = json.loads(event.body)
    places = list(places_in(document))
    parent, key = places[place % len(places)]
    parent[key] = value
    answer = door.knock(replace(event, body=json.dumps(document).encode()))
    assert answer.status_code == 202
    assert answer.json["status"] in {"accepted", "duplicate", "ignored", "quarantined"}


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.replace(b"EMAIL", b"PHONE"),
        lambda body: body[:-1],
        lambda body: body + b"\n",
        lambda body: json.dumps(json.loads(body)).encode(),
        lambda body: b"",
    ],
    ids=["forged", "truncated", "longer", "written again", "empty"],
)
def test_a_body_other_than_the_signed_one_is_refused(door, change):
    event = closed(a_conversation())
    answer = door.knock(replace(event, body=change(event.body)), headers=event.headers(door.secret))
    assert (answer.status_code, answer.json) == (401, REFUSAL)
    assert door.intake.is_untouched


@pytest.mark.parametrize("age", [7 * DAY + MINUTE, -6 * MINUTE], ids=["too old", "in the future"])
def test_a_signature_of_another_time_is_refused(door, age):
    answer = door.knock(closed(a_conversation(), at_ms=time_ns() // 1_000_000 - age))
    assert (answer.status_code, answer.json) == (401, REFUSAL)
    assert door.intake.is_untouched


@pytest.mark.parametrize("signature", ["", "t=1,v1=2", "sha256=abc", "t=1", "\xe9"])
def test_a_bad_or_missing_signature_is_refused(door, signature):
    answer = door.knock(closed(a_conversation()), headers={"X-DIXA-SIGNATURE": signature})
    assert (answer.status_code, answer.json) == (401, REFUSAL)
    assert door.intake.is_untouched


def test_a_signature_with_another_key_is_refused(door):
    answer = door.knock(closed(a_conversation()), secret=b"another key")
    assert (answer.status_code, answer.json) == (401, REFUSAL)
    assert door.intake.is_untouched


def test_a_late_repeat_with_its_old_signature_is_accepted(door):
    event = closed(a_conversation(), at_ms=time_ns() // 1_000_000 - 7 * DAY + MINUTE)
    assert door.knock(event).json["status"] == "accepted"


def test_while_keys_are_exchanged_both_are_good(make_door):
    door = make_door(dixa_webhook_secrets=(b"old", b"new"))
    answers = [
        door.knock(closed(a_conversation()), secret=key).status_code for key in (b"old", b"new")
    ]
    assert answers == [202, 202]


def test_a_body_at_the_limit_is_accepted(door):
    event = closed(a_conversation())
    padded = replace(event, body=event.body + b" " * (BODY_LIMIT - len(event.body)))
    assert door.knock(padded).status_code == 202


@pytest.mark.parametrize("size", [BODY_LIMIT + 1, BODY_LIMIT + 2, 4 * BODY_LIMIT])
def test_a_body_over_the_limit_is_too_large_even_when_signed(door, size):
    event = closed(a_conversation())
    padded = replace(event, body=event.body + b" " * (size - len(event.body)))
    answer = door.knock(padded)
    assert (answer.status_code, answer.json) == (
        413,
        {"error": "The body is larger than 262144 bytes."},
    )
    assert door.intake.is_untouched


@pytest.mark.parametrize(
    "event", [closed(a_conversation()), reopened(a_conversation()), closed(a_conversation(csid=0))]
)
def test_what_cannot_be_stored_is_to_be_sent_again(door, event):
    door.intake.is_broken = True
    answer = door.knock(event)
    assert (answer.status_code, answer.json) == (
        503,
        {"error": "The event could not be stored: send it again."},
    )
    assert answer.headers["Retry-After"] == "10"


def test_a_fault_of_our_own_asks_for_the_event_again_too(door, monkeypatch):
    monkeypatch.setattr(door.intake, "closed", lambda _closing: 1 / 0)
    answer = door.knock(closed(a_conversation()))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_only_post_is_allowed(door, method):
    answer = door.app.test_client().open("/webhooks/dixa", method=method)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert answer.json == {"error": "Dixa posts its events here."}


def test_each_outcome_is_logged_under_a_constant_name_with_ids(door):
    good, bad, other = closed(a_conversation()), closed(a_conversation(csid=0)), make("OTHER", {})
    with capture_logs() as logs:
        for event in (good, good, bad, other):
            door.knock(event)
    assert [(line["event"], line["event_id"], line["log_level"]) for line in logs] == [
        ("webhook_accepted", good.id, "info"),
        ("webhook_duplicate", good.id, "info"),
        ("webhook_quarantined", bad.id, "warning"),
        ("webhook_ignored", other.id, "info"),
    ]


def test_what_nobody_can_read_is_warned_of_once_however_often_it_comes(door):
    bad = closed(a_conversation(csid=0))
    with capture_logs() as logs:
        for _ in range(3):
            door.knock(bad)
    assert [line["log_level"] for line in logs] == ["warning", "info", "info"]


def test_the_log_says_why_a_request_was_refused_and_to_which_subscription(door):
    event = closed(a_conversation(), at_ms=time_ns() // 1_000_000 + 6 * MINUTE)
    with capture_logs() as logs:
        door.knock(event)
    assert logs == [
        {
            "event": "webhook_refused",
            "log_level": "warning",
            "reason": "in the future",
            "subscription_id": invented_id("subscription"),
        }
    ]


REFUSAL = {"error": "The signature is missing, wrong, too old or in the future."}


def places_in(value):
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(items):
        yield value, key
        if isinstance(inner, dict | list):
            yield from places_in(inner)
