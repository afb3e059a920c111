"""What is done with bodies that are not as they should be: web alone, nothing else moves."""

import json
from time import time_ns

import pytest
from outside import SECRET
from redis import Redis
from running_service import running_service

from service.lifecycle import keys
from service.sandbox.conversations import a_conversation
from service.sandbox.events import Event, closed, reopened, sign, write

ANOTHER_SECRET = bytes.fromhex("ffeeddccbbaa99887766554433221100")
REFUSED = {"error": "The signature is missing, wrong, too old or in the future."}
TOO_LARGE = {"error": "The body is larger than 262144 bytes."}
DAY_MS = 24 * 3600 * 1000


@pytest.fixture(scope="module")
def web(tmp_path_factory):
    """Web without workers, with one survey in the record."""
    with running_service(tmp_path_factory.mktemp("web"), workers=0) as service:
        service.post(closed(a_conversation()))
        yield service


def now_ms():
    return time_ns() // 1_000_000


def an_event(body, *, event_id="any", at_ms=None):
    """An event with any bytes for a body, to be signed as Dixa signs."""
    at_ms = now_ms() if at_ms is None else at_ms
    return Event(id=event_id, name="CONVERSATION_CLOSED", at_ms=at_ms, body=body)


def changed(change):
    """A good event, changed by `change` before it is written and signed."""
    event = closed(a_conversation())
    document = json.loads(event.body)
    change(document)
    return an_event(write(document), event_id=event.id)


def set_in_conversation(**values):
    return lambda document: document["data"]["conversation"].update(values)


def good():
    return closed(a_conversation())


UNSIGNED = {
    "no signature": {"X-DIXA-SIGNATURE": ""},
    "no scheme": {"X-DIXA-SIGNATURE": "0" * 64},
    "seconds for milliseconds": {"X-DIXA-SIGNATURE": f"t=1790000000,v1={'0' * 64}"},
    "a short digest": {"X-DIXA-SIGNATURE": f"t={now_ms()},v1=00"},
    "two digests": {"X-DIXA-SIGNATURE": f"t={now_ms()},v1={'0' * 64},v1={'1' * 64}"},
}


@pytest.mark.parametrize("headers", UNSIGNED.values(), ids=UNSIGNED.keys())
def test_without_a_good_signature_an_event_is_refused_and_nothing_changes(web, headers):
    before = web.dump("*")

    answer = web.post(good(), headers=headers)

    assert (answer.status, answer.json()) == (401, REFUSED)
    assert web.dump("*") == before


def test_signed_with_another_secret_an_event_is_refused_and_nothing_changes(web):
    before = web.dump("*")

    answer = web.post(good(), secret=ANOTHER_SECRET)

    assert (answer.status, answer.json()) == (401, REFUSED)
    assert web.dump("*") == before


@pytest.mark.parametrize("at", [-8 * DAY_MS, 6 * 60 * 1000], ids=["too old", "in the future"])
def test_signed_at_a_wrong_time_an_event_is_refused_and_nothing_changes(web, at):
    before = web.dump("*")

    answer = web.post(closed(a_conversation(), at_ms=now_ms() + at))

    assert (answer.status, answer.json()) == (401, REFUSED)
    assert web.dump("*") == before


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda body: body[:-1], id="truncated"),
        pytest.param(lambda body: body + b"\n", id="lengthened"),
        pytest.param(lambda body: body.replace(b'"EMAIL"', b'"PHONE"'), id="forged"),
        pytest.param(lambda body: json.dumps(json.loads(body)).encode(), id="written anew"),
    ],
)
def test_a_body_that_is_not_what_was_signed_is_refused_and_nothing_changes(web, change):
    event = good()
    signature = sign(event.body, secret=SECRET, at_ms=event.at_ms)
    before = web.dump("*")

    answer = web.post(an_event(change(event.body)), headers={"X-DIXA-SIGNATURE": signature})

    assert (answer.status, answer.json()) == (401, REFUSED)
    assert web.dump("*") == before


@pytest.mark.parametrize("size", [256 * 1024 + 1, 4 * 1024 * 1024])
def test_an_oversized_body_is_refused_though_it_is_signed_and_nothing_changes(web, size):
    before = web.dump("*")

    answer = web.post(an_event(b" " * size))

    assert (answer.status, answer.json()) == (413, TOO_LARGE)
    assert web.dump("*") == before


UNREADABLE = {
    "empty": lambda: an_event(b""),
    "truncated": lambda: an_event(good().body[:-20]),
    "not JSON": lambda: an_event(b"<event/>"),
    "not UTF-8": lambda: an_event(good().body.replace(b"Question", b"\xff\xfe")),
    "not an object": lambda: an_event(b"[1, 2, 3]"),
    "nested too deeply": lambda: an_event(b'{"data":' * 100 + b"1" + b"}" * 100),
    "brackets without end": lambda: an_event(b"[" * 200_000),
    "a key twice": lambda: an_event(good().body.replace(b'"csid"', b'"csid" : 1,\n"csid"', 1)),
    "NaN": lambda: an_event(good().body.replace(b'"subject" :', b'"other" : NaN, "subject" :')),
    "an endless number": lambda: an_event(b'{"event_id" : ' + b"9" * 5000 + b"}"),
    "no event id": lambda: changed(lambda document: document.pop("event_id")),
    "no data": lambda: changed(lambda document: document.pop("data")),
    "a wrong time": lambda: changed(lambda document: document.update(event_timestamp="now")),
    "a number as text": lambda: changed(set_in_conversation(csid="1001")),
    "a switch for a number": lambda: changed(set_in_conversation(csid=True)),
    "a fraction": lambda: changed(set_in_conversation(csid=1.5)),
    "no customer": lambda: changed(set_in_conversation(requester=None)),
    "a text for an agent": lambda: changed(set_in_conversation(assignee="Agnes")),
    "an object for tags": lambda: changed(set_in_conversation(tags={"id": "1"})),
}


@pytest.mark.parametrize("make", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_dixa_signed_but_nobody_can_read_is_only_kept_aside_once(web, make):
    event = make()
    before = web.dump("*")

    first, second = web.post(event), web.post(event)

    after = web.dump("*")
    [name] = after.keys() - before.keys() - {keys.QUARANTINE}
    said = [(each.status, each.json()["status"]) for each in (first, second)]
    assert said == [(202, "quarantined"), (202, "quarantined")]
    assert {key for key in before if after[key] != before[key]} <= {keys.QUARANTINE}
    assert name.startswith(f"{keys.QUARANTINE}:")
    with Redis.from_url(web.redis.url) as client:
        assert client.hget(name, "body") == event.body


IGNORED = {
    "another type": lambda: changed(lambda each: each.update(event_fqn="CONVERSATION_RATED")),
    "an unknown type": lambda: changed(lambda each: each.update(event_fqn="SOMETHING_NEW")),
}


@pytest.mark.parametrize("make", IGNORED.values(), ids=IGNORED.keys())
def test_what_is_not_for_us_is_ignored_and_nothing_changes(web, make):
    event = make()
    before = web.dump("*")

    answer = web.post(event)

    assert (answer.status, answer.json()) == (202, {"status": "ignored", "event_id": event.id})
    assert web.dump("*") == before


def test_an_event_sent_again_is_known_and_nothing_changes(web):
    event = good()
    web.post(event)
    before = web.dump()

    answer = web.post(event)

    assert (answer.status, answer.json()) == (202, {"status": "duplicate", "event_id": event.id})
    assert web.dump() == before


def test_a_reopening_of_a_conversation_that_nobody_knows_makes_no_survey(web):
    conversation = a_conversation()

    answer = web.post(reopened(conversation))

    assert (answer.status, answer.json()["status"]) == (202, "accepted")
    assert web.surveys(conversation) == []
