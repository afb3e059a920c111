"""Which conversations the audit has to look at."""

import pytest
from lifecycle_cases import a_closing, a_reopening

from service.lifecycle import keys
from service.lifecycle.asked import asked_conversations
from service.lifecycle.states import State


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
