"""What was recorded, read again."""

from dataclasses import replace
from itertools import chain

from lifecycle_cases import AGNES, a_closing, a_reopening, everything_stored

from service.lifecycle import keys
from service.lifecycle.history import Opening, histories_of, recorded_closings

EVERYTHING = 0


def test_without_a_closing_there_is_nothing(redis):
    assert list(recorded_closings(redis, since=EVERYTHING)) == []


def test_the_closings_of_a_conversation_come_together_oldest_first(record):
    later, earlier = a_closing("event-2", at=2000), a_closing("event-1", at=1000, agent=None)
    record.intake.closed(later)
    record.intake.closed(earlier)

    found = list(recorded_closings(record.redis, since=EVERYTHING))

    assert found == [[earlier, later]]


def test_conversations_come_apart_each_once_however_many_there_are(record):
    closings = [
        replace(a_closing(f"event-{number}"), conversation=str(number)) for number in range(2500)
    ]
    with record.redis.pipeline(transaction=False) as pipe:
        for closing in closings:
            key = keys.conversation_hash(keys.conversation("org", closing.conversation))
            pipe.zadd(f"{key}:closings", {closing.to_json(): closing.closed_at})
        pipe.execute()

    found = list(recorded_closings(record.redis, since=EVERYTHING))

    assert {len(conversation) for conversation in found} == {1}
    in_order = sorted(chain.from_iterable(found), key=lambda closing: int(closing.conversation))
    assert in_order == closings


def test_what_closed_before_is_left_out(record):
    record.intake.closed(a_closing("event-1", at=1000))
    record.intake.closed(a_closing("event-2", at=2000))
    record.intake.closed(replace(a_closing("event-3", at=1999), conversation="78"))

    found = list(recorded_closings(record.redis, since=2000))

    assert found == [[a_closing("event-2", at=2000)]]


def test_of_an_unknown_conversation_there_is_no_history(record):
    record.intake.closed(a_closing())

    assert histories_of(record.redis, "7") == []


def test_a_history_has_every_closing_the_reopening_and_every_survey_with_its_ledger(record):
    first, second = a_closing("event-1", at=1000, agent=None), a_closing("event-2", at=2000)
    record.intake.closed(first)
    record.suppress(record.only().id, "no agent")
    record.intake.closed(second)
    record.intake.reopened(a_reopening("event-3", at=3000))

    [history] = histories_of(record.redis, "77")

    assert history.closings == (first, second)
    assert history.openings == (Opening(at=3000),)
    assert [[entry.after for entry in ledger] for _, ledger in history.surveys] == [
        ["received", "suppressed"],
        ["received", "cancelled"],
    ]
    assert [survey.closing.agent for survey, _ in history.surveys] == [None, AGNES]


def test_every_reopening_is_known_in_order_however_late_it_was_heard_of(record):
    record.intake.closed(a_closing("event-1", at=1000))
    for at in (5000, 3000, 4000, 3000):
        record.intake.reopened(a_reopening(f"opened-{at}", at=at))

    [history] = histories_of(record.redis, "77")

    assert history.openings == (Opening(at=3000), Opening(at=4000), Opening(at=5000))


def test_no_more_than_the_latest_twenty_reopenings_are_kept(record):
    record.intake.closed(a_closing("event-1", at=1000))
    for at in range(2001, 2031):
        record.intake.reopened(a_reopening(f"opened-{at}", at=at))

    [history] = histories_of(record.redis, "77")

    assert [each.at for each in history.openings] == list(range(2011, 2031))


def test_a_reopening_that_a_message_of_ours_caused_is_known_as_such(record):
    record.intake.closed(a_closing("event-1", at=1000))
    record.redis.hset(keys.conversation_hash("org:77"), "messaged_at", 2000)
    record.intake.reopened(a_reopening("event-2", at=2100))

    [history] = histories_of(record.redis, "77")

    assert history.openings == (Opening(at=2100, is_echo=True),)


def test_of_an_earlier_version_the_last_reopening_is_known(record):
    record.intake.closed(a_closing("event-1", at=1000))
    record.redis.hset(keys.conversation_hash("org:77"), "opened_at", 2000)

    [history] = histories_of(record.redis, "77")

    assert history.openings == (Opening(at=2000),)


def test_a_survey_keeps_its_closing_when_the_recorded_ones_are_gone(record):
    record.intake.closed(a_closing())
    record.redis.delete("rs:conversation:org:77:closings")

    [history] = histories_of(record.redis, "77")

    assert history.closings == (a_closing(),)
    assert history.openings == ()


def test_two_organizations_with_the_same_number_have_a_history_each(record):
    record.intake.closed(a_closing("event-1"))
    record.intake.closed(replace(a_closing("event-2"), organization="other"))

    histories = histories_of(record.redis, "77")

    assert [history.closings[0].organization for history in histories] == ["org", "other"]


def test_looking_changes_nothing(record):
    record.intake.closed(a_closing())
    before = everything_stored(record.redis)

    histories_of(record.redis, "77")
    list(recorded_closings(record.redis, since=EVERYTHING))

    assert everything_stored(record.redis) == before
