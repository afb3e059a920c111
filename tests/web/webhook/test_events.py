import json

import pytest

from service.lifecycle.intake import Reopening
from service.lifecycle.record import Closing, Person, Tag
from service.sandbox.conversations import a_conversation, invented_id
from service.sandbox.events import abandoned, closed, reopened
from service.web.webhook.events import read_closing, read_envelope, read_reopening
from service.web.webhook.strict_json import Unreadable, read_json

AS_ON_THE_WIRE = """{
  "event_id" : "5d9f3a3e-51f0-4d0b-9d5c-0c8d3a1f6b11",
  "event_fqn" : "CONVERSATION_CLOSED",
  "event_version" : "1",
  "event_timestamp" : "2026-03-11T16:39:30.125Z",
  "organization" : {
    "id" : "0f0f6d8e-2b57-4c1f-9b71-6c0a3d0c2f00",
    "name" : "Example Ltd"
  },
  "data" : {
    "conversation" : {
      "csid" : 9223372036854775807,
      "channel" : "EMAIL",
      "status" : "CLOSED",
      "direction" : "INBOUND",
      "queue" : {
        "id" : "7a3f0f4c-9a55-4d0c-8b1e-4b6f7a0f9d10",
        "name" : "Retours & Échanges"
      },
      "contact_point" : "help@example.com",
      "requester" : {
        "id" : "a2a7bb0d-7a3a-4f6f-a0d0-6d0e1c6f5b20",
        "name" : "Søren Prøve",
        "email" : "soren@example.com",
        "phone" : null,
        "roles" : [ "Enduser" ],
        "user_type" : "Contact"
      },
      "assignee" : {
        "id" : "c3b8cc1e-8b4b-4a70-b1e1-7e1f2d706c30",
        "name" : "Agnes Agent",
        "email" : "agnes@agents.example.com",
        "phone" : null,
        "roles" : [ ],
        "user_type" : "Member"
      },
      "subject" : "Where is my order? 📦",
      "tags" : [
        {
          "id" : "d4c9dd2f-9c5c-4b81-82f2-8f203e817d40",
          "name" : "vip",
          "is_deactivated" : false
        }
      ],
      "created_at" : "2026-03-10T08:00:00.000Z"
    }
  }
}""".encode()


def test_a_closed_conversation_is_reduced_to_what_is_used():
    assert closing_of(json.loads(AS_ON_THE_WIRE)) == Closing(
        organization="0f0f6d8e-2b57-4c1f-9b71-6c0a3d0c2f00",
        conversation="9223372036854775807",
        event_id="5d9f3a3e-51f0-4d0b-9d5c-0c8d3a1f6b11",
        closed_at=1_773_247_170_125,
        channel="EMAIL",
        direction="INBOUND",
        customer=Person(
            id="a2a7bb0d-7a3a-4f6f-a0d0-6d0e1c6f5b20",
            name="Søren Prøve",
            email="soren@example.com",
        ),
        agent=Person(id="c3b8cc1e-8b4b-4a70-b1e1-7e1f2d706c30", name="Agnes Agent"),
        queue_id="7a3f0f4c-9a55-4d0c-8b1e-4b6f7a0f9d10",
        queue_name="Retours & Échanges",
        contact_point="help@example.com",
        subject="Where is my order? 📦",
        tags=(Tag(id="d4c9dd2f-9c5c-4b81-82f2-8f203e817d40", name="vip"),),
    )


def test_a_phone_number_is_kept_for_whoever_brings_the_link():
    document = a_document()
    document["data"]["conversation"]["requester"]["phone"] = "+45 12 34 56 78"
    assert closing_of(document).customer.phone == "+45 12 34 56 78"


def test_everything_that_can_be_null_may_be_null():
    document = a_document(queue=None, contact_point=None, assignee=None, subject=None, tags=None)
    document["data"]["conversation"]["requester"] |= {"name": None, "email": None, "phone": None}
    document["data"]["conversation"]["requester"]["user_type"] = None
    closing = closing_of(document)
    assert (closing.queue_id, closing.queue_name, closing.contact_point) == (None, None, None)
    assert (closing.agent, closing.subject, closing.tags) == (None, None, ())
    assert closing.customer == Person(id="a2a7bb0d-7a3a-4f6f-a0d0-6d0e1c6f5b20")


def test_everything_that_can_be_null_may_be_absent():
    document = a_document()
    for key in ("queue", "contact_point", "assignee", "subject", "tags", "status", "created_at"):
        del document["data"]["conversation"][key]
    for key in ("name", "email", "phone", "roles", "user_type"):
        del document["data"]["conversation"]["requester"][key]
    del document["event_version"], document["organization"]["name"]
    assert closing_of(document).customer == Person(id="a2a7bb0d-7a3a-4f6f-a0d0-6d0e1c6f5b20")


def test_keys_and_channels_nobody_knows_are_no_fault():
    document = a_document(channel="CARRIER_PIGEON", custom_attributes=[{"x": [1]}], novel={"y": 2})
    document["data"]["closed_by"] = document["novel"] = ["z"]
    assert closing_of(document).channel == "CARRIER_PIGEON"


@pytest.mark.parametrize(("user_type", "expected"), [("Member", True), ("Contact", False)])
def test_a_colleague_is_told_from_a_customer(user_type, expected):
    event = closed(a_conversation(requester_type=user_type))
    assert closing_of(read_json(event.body)).customer.is_member is expected


def test_a_reopening_says_which_conversation_and_when():
    event = reopened(a_conversation(csid=4711), at_ms=1_790_000_000_123, event_id="event-1")
    document = read_json(event.body)
    assert read_reopening(read_envelope(document), document) == Reopening(
        organization=invented_id("organization"),
        conversation="4711",
        event_id="event-1",
        opened_at=1_790_000_000_123,
    )


@pytest.mark.parametrize("csid", [0, -1, 2**63, 1.0, 1e3, True, "4711", "", None, [4711], {}])
def test_a_conversation_id_is_a_positive_64_bit_integer(csid):
    assert fault_in(a_document(csid=csid)).startswith("data.conversation.csid: ")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("channel", None),
        ("channel", ""),
        ("channel", 1),
        ("channel", "C" * 65),
        ("channel", "EM\ud800IL"),
        ("direction", ["INBOUND"]),
        ("queue", "Support"),
        ("contact_point", 45_000_000),
        ("requester", None),
        ("requester", "a2a7bb0d"),
        ("requester.id", None),
        ("requester.id", 7),
        ("requester.id", "two words"),
        ("requester.id", "x" * 65),
        ("requester.id", "a2a7\x00bb0d"),
        ("requester.name", {"first": "Søren"}),
        ("requester.email", ["soren@example.com"]),
        ("assignee", []),
        ("assignee.id", "é"),
        ("subject", 12),
        ("tags", {"id": "1", "name": "vip"}),
        ("tags", ["vip"]),
    ],
)
def test_a_wrong_type_is_named_by_its_place(key, value):
    parent, _, child = key.rpartition(".")
    document = a_document()
    target = document["data"]["conversation"]
    (target[parent] if parent else target)[child] = value
    assert fault_in(document).startswith(f"data.conversation.{key}")


@pytest.mark.parametrize("key", ["csid", "channel", "direction", "requester"])
def test_what_is_needed_must_be_there(key):
    document = a_document()
    del document["data"]["conversation"][key]
    assert fault_in(document) == f"data.conversation.{key}: is missing"


@pytest.mark.parametrize("value", [None, 1_773_247_170_125, "2026-03-11", "tomorrow"])
def test_the_time_of_an_event_must_be_a_time(value):
    assert fault_in(a_document() | {"event_timestamp": value}).startswith("event_timestamp: ")


@pytest.mark.parametrize("document", [None, 1, "text", [], [[]], {}, {"event_id": ""}])
def test_a_document_that_is_no_event_is_unreadable(document):
    with pytest.raises(Unreadable) as caught:
        read_envelope(document)
    assert caught.value.event_id is None


def test_the_id_of_an_unreadable_event_is_kept_when_it_is_one():
    with pytest.raises(Unreadable) as caught:
        read_envelope({"event_id": "event-1", "event_fqn": 7, "organization": None})
    assert caught.value.event_id == "event-1"


def test_a_reason_never_repeats_what_was_sent_and_stays_short():
    document = a_document(tags=[{"id": "secret words", "name": 1}] * 1000)
    reason = fault_in(document)
    assert "secret" not in reason
    assert len(reason) < 500


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  Two \r\n lines\t", "Two lines"),
        ("nul\x00l", "nul l"),
        ("half a smiley \ud83d", "half a smiley \N{REPLACEMENT CHARACTER}"),
        ("👩‍👩‍👧 family", "👩‍👩‍👧 family"),
        ("שלום", "שלום"),
        ("<b>markup</b> & more", "<b>markup</b> & more"),
        ("x" * 10_000, "x" * 300),
        ("x" * 299 + " y", "x" * 299),
        (" \n ", None),
        ("", None),
    ],
)
def test_text_becomes_one_clean_bounded_line(sent, kept):
    assert closing_of(a_document(subject=sent)).subject == kept


def test_names_are_bounded():
    document = a_document(tags=[{"id": "1", "name": "t" * 201}, {"id": "2", "name": " "}])
    document["data"]["conversation"]["requester"]["name"] = "n" * 201
    document["data"]["conversation"]["queue"]["name"] = "q" * 201
    closing = closing_of(document)
    assert (closing.customer.name, closing.queue_name) == ("n" * 200, "q" * 200)
    assert closing.tags == (Tag(id="1", name="t" * 200),)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (" soren@example.com ", "soren@example.com"),
        ("søren@exämple.com", "søren@exämple.com"),
        ("soren", None),
        ("soren@", None),
        ("a@b@example.com", None),
        ("soren@example.com, other@example.com", None),
        ("Søren <soren@example.com>", None),
        ("soren@example.com\r\nBcc: other@example.com", None),
        ("so\x00ren@example.com", None),
        ("soren\ud800@example.com", None),
        ("s" * 250 + "@example.com", None),
        ("", None),
    ],
)
def test_an_address_is_taken_whole_or_counts_as_unknown(sent, kept):
    document = a_document()
    document["data"]["conversation"]["requester"]["email"] = sent
    assert closing_of(document).customer.email == kept


def a_document(**changes):
    document = json.loads(AS_ON_THE_WIRE)
    document["data"]["conversation"] |= changes
    return document


def closing_of(document):
    return read_closing(read_envelope(document), document)


def fault_in(document):
    with pytest.raises(Unreadable) as caught:
        closing_of(document)
    assert caught.value.event_id == "5d9f3a3e-51f0-4d0b-9d5c-0c8d3a1f6b11"
    return str(caught.value)


def test_an_abandoned_conversation_names_its_queue_beside_itself():
    event = abandoned(a_conversation(queue="Support"))
    document = json.loads(event.body)
    document["data"]["conversation"]["queue"] = None

    closing = read_closing(read_envelope(document), document)

    assert (closing.is_abandoned, closing.agent, closing.queue_name) == (True, None, "Support")


def test_a_closed_conversation_is_not_abandoned_even_without_an_agent():
    document = json.loads(closed(a_conversation(agent=None)).body)

    assert not read_closing(read_envelope(document), document).is_abandoned
