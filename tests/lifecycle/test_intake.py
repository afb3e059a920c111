from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import pytest
from lifecycle_cases import AGNES, a_closing, a_reopening

from service.lifecycle import keys
from service.lifecycle.errors import StoreUnavailable
from service.lifecycle.intake import Intake, Receipt
from service.lifecycle.scripts import Script
from service.lifecycle.states import State


def test_a_closing_opens_a_survey_that_is_due_and_hinted(record):
    receipt = record.intake.closed(a_closing())

    survey = record.only()
    assert receipt is Receipt.ACCEPTED
    assert (survey.state, survey.cycle) == (State.RECEIVED, 1)
    assert record.redis.zscore(keys.DUE, survey.id) is not None
    assert record.hints.waiting() >= 1


def test_the_same_event_again_is_a_duplicate_and_opens_nothing(record):
    record.intake.closed(a_closing())

    receipt = record.intake.closed(a_closing())

    assert receipt is Receipt.DUPLICATE
    assert len(record.surveys()) == 1


def test_twenty_copies_at_the_same_instant_open_one_survey(record):
    with ThreadPoolExecutor(20) as pool:
        receipts = list(pool.map(lambda _: record.intake.closed(a_closing()), range(20)))

    assert sorted(receipts) == [Receipt.ACCEPTED] + [Receipt.DUPLICATE] * 19
    assert len(record.surveys()) == 1


def test_a_command_that_the_client_repeats_is_told_what_it_was_told(record):
    script, closing = Script("receive"), a_closing()
    command = ("closed", "event-1", "candidate", "org:77", 1000, closing.to_json(), 60, 60_000)
    script.run(record.redis, *command)

    again = script.run(record.redis, *command)

    assert again == "accepted"
    assert [survey.id for survey in record.surveys()] == ["candidate"]


def test_the_script_is_loaded_again_after_redis_has_forgotten_it(record):
    record.redis.script_flush()

    receipt = record.intake.closed(a_closing())

    assert receipt is Receipt.ACCEPTED
    assert len(record.surveys()) == 1


def test_closed_again_without_reopening_is_the_same_cycle(record):
    record.intake.closed(a_closing("event-1", at=1000))
    record.schedule(record.only().id)

    record.intake.closed(a_closing("event-2", at=2000))

    assert record.only().closing.event_id == "event-1"


def test_an_undecided_survey_takes_the_later_closing_that_names_the_agent(record):
    record.intake.closed(a_closing("event-1", at=1000, agent=None))

    record.intake.closed(a_closing("event-2", at=2000))

    assert record.only().closing.agent == AGNES


def test_suppressed_for_want_of_an_agent_is_decided_again_when_one_is_named(record):
    record.intake.closed(a_closing("event-1", at=1000, agent=None))
    record.suppress(record.only().id, "no agent")

    record.intake.closed(a_closing("event-2", at=2000))

    assert [(each.state, each.cycle) for each in record.surveys()] == [
        (State.SUPPRESSED, 1),
        (State.RECEIVED, 1),
    ]


def test_suppressed_for_another_cause_stays_suppressed(record):
    record.intake.closed(a_closing("event-1", at=1000))
    record.suppress(record.only().id, "internal")

    record.intake.closed(a_closing("event-2", at=2000))

    assert record.only().state is State.SUPPRESSED


@pytest.mark.parametrize("is_scheduled", [False, True])
def test_reopened_before_the_offer_is_cancelled(record, is_scheduled):
    record.intake.closed(a_closing(at=1000))
    if is_scheduled:
        record.schedule(record.only().id)

    record.intake.reopened(a_reopening("event-2", at=2000))

    assert (record.only().state, record.only().reason) == (State.CANCELLED, "reopened")
    assert record.redis.zscore(keys.DUE, record.only().id) is None


def test_reopened_after_the_invitation_changes_nothing(record, invited):
    record.intake.reopened(a_reopening("event-2", at=2000))

    assert record.only().state is State.INVITED


def test_closed_after_a_reopening_is_the_next_cycle(record, invited):
    record.intake.reopened(a_reopening("event-2", at=2000))

    record.intake.closed(a_closing("event-3", at=3000))

    assert [(each.state, each.cycle) for each in record.surveys()] == [
        (State.INVITED, 1),
        (State.RECEIVED, 2),
    ]


def test_a_closing_older_than_the_last_reopening_changes_nothing(record):
    record.intake.reopened(a_reopening("event-2", at=2000))

    receipt = record.intake.closed(a_closing("event-1", at=1000))

    assert receipt is Receipt.ACCEPTED
    assert record.surveys() == []


def test_a_reopening_caused_by_our_own_message_is_none(record, invited):
    survey = record.only()
    record.redis.hset(keys.conversation_hash("org:77"), "messaged_at", 5000)

    record.intake.reopened(a_reopening("event-2", at=5400))
    record.intake.closed(a_closing("event-3", at=9000))

    assert record.only().id == survey.id


EVENTS = {
    "closed without agent": lambda intake: intake.closed(a_closing("e1", at=1000, agent=None)),
    "closed with agent": lambda intake: intake.closed(a_closing("e2", at=1100)),
    "reopened": lambda intake: intake.reopened(a_reopening("e3", at=1500)),
    "closed once more": lambda intake: intake.closed(a_closing("e4", at=2000)),
    "and again": lambda intake: intake.closed(a_closing("e5", at=2100, agent=None)),
}


@pytest.mark.parametrize("order", list(permutations(EVENTS)), ids=" - ".join)
def test_events_in_any_order_end_with_the_same_survey_alive(record, order):
    for name in order:
        EVENTS[name](record.intake)

    alive = [each for each in record.surveys() if each.state is State.RECEIVED]
    assert [each.closing.event_id for each in alive] == ["e4"]


@pytest.mark.parametrize(
    ("setting", "said"), [("maxmemory", "OutOfMemory"), ("min-replicas-to-write", "NOREPLICAS")]
)
def test_what_redis_refuses_to_store_is_not_acknowledged(record, setting, said):
    record.redis.config_set(setting, 1)
    try:
        with pytest.raises(StoreUnavailable, match=said):
            record.intake.closed(a_closing())
    finally:
        record.redis.config_set(setting, 0)

    assert record.surveys() == []


def test_an_unreachable_redis_is_told_as_such(unreachable_redis):
    intake = Intake(unreachable_redis, hint=lambda pipe, survey_id: None)

    with pytest.raises(StoreUnavailable):
        intake.closed(a_closing())


def test_what_cannot_be_read_is_kept_once_and_raw_for_seven_days(record):
    for _ in range(2):
        record.intake.quarantine(b'{"csid" : "x"}', reason="csid", event_id="event-1")

    [name] = record.redis.zrange(keys.QUARANTINE, 0, -1)
    kept = record.redis.hgetall(f"{keys.QUARANTINE}:{name}")
    assert (kept["body"], kept["reason"]) == ('{"csid" : "x"}', "csid")
    assert 0 < record.redis.ttl(f"{keys.QUARANTINE}:{name}") <= 7 * 24 * 3600


def test_what_cannot_be_read_is_known_again_and_keeps_its_age(record):
    receipts = []
    for _ in range(2):
        receipts.append(record.intake.quarantine(b"[1]", reason="no event", event_id=None))
        [(name, _)] = record.redis.zrange(keys.QUARANTINE, 0, -1, withscores=True)
        record.redis.zadd(keys.QUARANTINE, {name: record.redis.time()[0] - 3600})
        record.redis.expire(f"{keys.QUARANTINE}:{name}", 3600)

    record.intake.quarantine(b"[1]", reason="no event", event_id=None)

    assert receipts == [Receipt.ACCEPTED, Receipt.DUPLICATE]
    assert record.redis.ttl(f"{keys.QUARANTINE}:{name}") <= 3600
    assert record.redis.zscore(keys.QUARANTINE, name) <= record.redis.time()[0] - 3600


def test_what_cannot_be_read_is_known_again_by_what_it_says_not_by_how_it_is_written(record):
    bodies = (
        *(b'{"csid" : "x", "a": 1}', b'{"csid":"x","a":1}', b'{"a":1,"csid":"x"}'),
        *(b'{"csid":"y","a":1}', b'[["a",1],["csid","y"]]', b'{"a":1,"a":2}', b'{"a":2}'),
        *(b"{", b"{ "),
    )

    for body in bodies:
        record.intake.quarantine(body, reason="csid", event_id=None)

    names = record.redis.zrange(keys.QUARANTINE, 0, -1)
    kept = {record.redis.hget(f"{keys.QUARANTINE}:{name}", "body") for name in names}
    assert kept == {body.decode() for body in (bodies[0], *bodies[3:])}
