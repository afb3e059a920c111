"""Which conversations the audit has to look at."""

from datetime import timedelta

import pytest
from lifecycle_cases import a_closing, a_reopening

from service.lifecycle import keys
from service.lifecycle.asked import asked_conversations
from service.lifecycle.schedule import Schedule
from service.lifecycle.states import State

DAY_MS = 24 * 3_600_000


@pytest.fixture
def ended(record, invited):
    """A survey that has ended without an answer, just now."""
    record.redis.hdel(keys.survey(invited.id), "not_before")
    record.leases.release(record.claim(invited.id, State.INVITED), State.EXPIRED)
    return invited


def redact(record):
    """Remove what is personal from all that has ended."""
    Schedule(record.redis, ahead_seconds=60).redact_ended(timedelta(0), 100)


def asked(record, *, since=0):
    return list(asked_conversations(record.redis, since=since))


def test_a_conversation_is_named_once_however_often_it_was_asked_about(record, invited):
    record.intake.reopened(a_reopening("event-2", at=2000))
    record.intake.closed(a_closing("event-3", at=3000))
    record.offer(record.surveys()[-1].id, "offer-2")

    assert asked(record) == [("org", "77")]


def test_where_nobody_was_asked_there_is_nothing_to_compare(record):
    record.intake.closed(a_closing())
    record.suppress(record.only().id, "no agent")

    assert asked(record) == []


@pytest.mark.parametrize("has_ended", [False, True])
def test_what_lies_further_back_is_passed_over(record, invited, has_ended):
    if has_ended:
        record.redis.hdel(keys.survey(invited.id), "not_before")
        record.leases.release(record.claim(invited.id, State.INVITED), State.EXPIRED)

    assert asked(record, since=record.redis.time()[0] * 1000 + 60_000) == []
    assert asked(record, since=record.redis.time()[0] * 1000 - 60_000) == [("org", "77")]


def test_what_was_received_long_before_it_was_offered_counts_from_the_offer(record, invited):
    now = record.redis.time()[0] * 1000
    record.redis.hset(keys.survey(invited.id), "received_at", now - 3 * DAY_MS)

    assert asked(record, since=now - DAY_MS) == [("org", "77")]


def test_an_offer_that_is_on_its_way_counts_from_when_it_was_sent(record):
    record.intake.closed(a_closing())
    record.schedule(record.only().id)
    now = record.redis.time()[0] * 1000
    sent = {"received_at": now - 3 * DAY_MS, "baseline": "[]", "offer_sent_at": now}
    record.redis.hset(keys.survey(record.only().id), mapping=sent)

    assert asked(record, since=now - DAY_MS) == [("org", "77")]


def test_what_ended_is_found_after_its_names_were_removed(record, ended):
    redact(record)

    assert asked(record, since=1) == [("org", "77")]
    assert record.redis.zrange(keys.LATELY_ENDED, 0, -1) == [ended.id]  # no more than its id


def test_what_ended_under_the_version_before_is_found_before_and_after(record, ended):
    record.redis.delete(keys.LATELY_ENDED)

    before = asked(record, since=1)
    redact(record)

    assert before == asked(record, since=1) == [("org", "77")]


def test_what_a_worker_of_the_version_before_has_redacted_is_found(record, ended):
    record.redis.zrem(keys.ENDED, ended.id)

    assert asked(record, since=1) == [("org", "77")]


@pytest.mark.parametrize("is_redacted", [False, True])
def test_after_eight_days_only_what_is_not_redacted_is_known(record, ended, is_redacted):
    for each in (keys.ENDED, keys.LATELY_ENDED):
        record.redis.zincrby(each, -8 * DAY_MS, ended.id)
    if is_redacted:
        redact(record)
    record.intake.reopened(a_reopening("event-2", at=2000))
    record.intake.closed(a_closing("event-3", at=3000))
    later = record.surveys()[-1]
    record.suppress(later.id, "no agent")

    assert record.redis.zrange(keys.LATELY_ENDED, 0, -1) == [later.id]
    assert asked(record, since=1) == ([] if is_redacted else [("org", "77")])
