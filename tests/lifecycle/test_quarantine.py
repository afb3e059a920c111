"""What could not be read, looked at by people."""

import pytest

from service.lifecycle import keys
from service.lifecycle.errors import StoreUnavailable
from service.lifecycle.quarantine import QUARANTINE_SECONDS, Quarantine


@pytest.fixture
def quarantine(record):
    return Quarantine(record.redis)


def test_what_could_not_be_read_is_there_with_its_reason_the_latest_first(record, quarantine):
    record.intake.quarantine(b"[1]", reason="no event", event_id=None)
    record.intake.quarantine(b'{"csid": "x"}', reason="csid", event_id="event-1")

    latest, first = quarantine.events()
    assert quarantine.count() == 2

    assert (latest.event_id, latest.reason) == ("event-1", "csid")
    assert (first.event_id, first.reason) == ("", "no event")
    assert abs(latest.at - record.redis.time()[0] * 1000) < 60_000


@pytest.mark.parametrize(
    ("body", "event_type", "conversation"),
    [
        (
            b'{"event_fqn": "CONVERSATION_CLOSED", "data": {"conversation": {"csid": 4711}}}',
            "CONVERSATION_CLOSED",
            "4711",
        ),
        (b'{"data": {"conversation": {"csid": "4711"}}}', "", "4711"),
        (b'{"event_fqn": "A_NEW_TYPE", "data": [4711]}', "A_NEW_TYPE", ""),
        (b'{"event_fqn": "\\u001b[2J", "data": {"conversation": {"csid": "Ada"}}}', "", ""),
        (b'{"event_fqn": 7, "data": {"conversation": {"csid": -1}}}', "", ""),
        (b'{"event_fqn": true, "data": {"conversation": {"csid": true}}}', "", ""),
        (b'{"data": {"conversation": {"csid": ' + b"9" * 5_000 + b"}}}", "", ""),
        (b"[" * 100_000, "", ""),
        (b"\xff", "", ""),
    ],
    ids=["both", "digits", "a type", "no text", "no type", "truth", "huge", "deep", "no UTF-8"],
)
def test_it_is_told_what_it_says_it_is_about_if_it_does(
    record, quarantine, body, event_type, conversation
):
    record.intake.quarantine(body, reason="why", event_id=None)

    [event] = quarantine.events()

    assert (event.event_type, event.conversation) == (event_type, conversation)


def test_a_body_is_given_back_byte_by_byte_though_it_be_no_text(record, quarantine):
    record.intake.quarantine(b'{"\xff\x00\x1b', reason="not UTF-8", event_id=None)

    [event] = quarantine.events()

    assert quarantine.body(event.name) == b'{"\xff\x00\x1b'


def test_what_has_had_its_time_is_not_there_any_more(record, quarantine):
    record.intake.quarantine(b"[1]", reason="no event", event_id=None)
    [event] = quarantine.events()
    record.redis.delete(keys.quarantined(event.name))
    record.redis.zincrby(keys.QUARANTINE, -QUARANTINE_SECONDS, event.name)

    assert (quarantine.events(), quarantine.count()) == ([], 0)
    assert quarantine.body(event.name) is None


def test_a_redis_that_is_away_is_told_as_such(unreachable_redis):
    quarantine = Quarantine(unreachable_redis)

    with pytest.raises(StoreUnavailable):
        quarantine.events()
    with pytest.raises(StoreUnavailable):
        quarantine.body("name")
