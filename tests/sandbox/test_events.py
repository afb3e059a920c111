import hashlib
import hmac

import pytest

from service.sandbox.conversations import AGENTS, a_conversation
from service.sandbox.events import closed, make, post, rated, reopened, sign

AT_MS = 1_790_000_000_123
SECRET = bytes.fromhex("00ff10ab")


def test_the_body_is_written_byte_for_byte_as_dixa_writes_it():
    conversation = a_conversation(
        "WIDGET_CHAT",
        csid=7,
        agent=None,
        queue=None,
        name="Søren Prøve",
        email=None,
        tags=["vip"],
        created_at="2026-09-21T08:00:00.000Z",
    )

    body = closed(conversation, at_ms=AT_MS, event_id="e-1").body.decode()

    assert (
        body
        == f"""\
{{
  "event_id" : "e-1",
  "event_fqn" : "CONVERSATION_CLOSED",
  "event_version" : "1",
  "event_timestamp" : "2026-09-21T14:13:20.123Z",
  "organization" : {{
    "id" : "a3aca923-f4ae-54a4-907b-c4df586ce6c1",
    "name" : "Example Ltd"
  }},
  "data" : {{
    "conversation" : {{
      "csid" : 7,
      "channel" : "WIDGET_CHAT",
      "status" : "CLOSED",
      "direction" : "INBOUND",
      "queue" : null,
      "contact_point" : "Website",
      "requester" : {{
        "id" : "{conversation.requester.id}",
        "name" : "Søren Prøve",
        "email" : null,
        "phone" : null,
        "roles" : [
          "Enduser"
        ],
        "user_type" : "Contact"
      }},
      "assignee" : null,
      "subject" : null,
      "tags" : [
        {{
          "id" : "{conversation.tags[0].id}",
          "name" : "vip",
          "is_deactivated" : false
        }}
      ],
      "created_at" : "2026-09-21T08:00:00.000Z",
      "custom_attributes" : []
    }}
  }}
}}"""
    )


def test_the_signature_covers_the_time_in_milliseconds_and_the_raw_body():
    mac = hmac.new(b"\x00\xff\x10\xab", b"1790000000123.{}", hashlib.sha256).hexdigest()

    signature = sign(b"{}", secret=SECRET, at_ms=AT_MS)

    assert signature == f"t=1790000000123,v1={mac}"


def test_an_event_is_signed_with_its_own_time():
    event = closed(a_conversation(), at_ms=AT_MS)

    headers = event.headers(SECRET, subscription_id="s-1")

    assert headers == {
        "Content-Type": "application/json",
        "X-DIXA-SIGNATURE": sign(event.body, secret=SECRET, at_ms=AT_MS),
        "X-DIXA-SUBSCRIPTION-ID": "s-1",
    }


def test_each_event_has_an_id_of_its_own_unless_it_repeats_another():
    conversation = a_conversation()
    event = closed(conversation, at_ms=AT_MS)

    fresh = closed(conversation, at_ms=AT_MS)
    repeated = closed(conversation, at_ms=AT_MS, event_id=event.id)

    assert fresh.id != event.id
    assert repeated == event


def test_a_reopened_conversation_is_open():
    event = reopened(a_conversation(), at_ms=AT_MS)

    assert event.name == "CONVERSATION_OPEN"
    assert b'"status" : "OPEN"' in event.body


@pytest.mark.parametrize(
    ("comment", "told"), [(None, [(0, None)]), ("Thanks", [(0, None), (None, "Thanks")])]
)
def test_a_score_and_its_comment_are_told_apart(comment, told, receiver):
    result = {"ratingResult": {"_type": "Nps", "value": 0}, "comment": comment}

    events = rated(a_conversation(agent=AGENTS[0]), result)

    received = [post(event, receiver.url, secret=SECRET) and receiver.next() for event in events]
    data = [each.event["data"] for each in received]
    assert [(each["score"], each["comment"]) for each in data] == told
    assert {each["type"] for each in data} == {"Nps"}


def test_posting_sends_the_very_bytes_that_were_signed(receiver):
    event = closed(a_conversation())

    answer = post(event, receiver.url, secret=SECRET)

    received = receiver.next()
    assert (answer.status, answer.json()) == (202, {"status": "accepted"})
    assert received.body == event.body
    assert received.headers["X-DIXA-SIGNATURE"] == event.headers(SECRET)["X-DIXA-SIGNATURE"]


def test_posting_can_send_other_headers(receiver):
    event = make("CONVERSATION_CREATED", {})

    post(event, receiver.url, secret=SECRET, headers={"X-DIXA-SIGNATURE": "t=1,v1=forged"})

    assert receiver.next().headers["X-DIXA-SIGNATURE"] == "t=1,v1=forged"
