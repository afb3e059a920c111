"""Whose turn it is at the gate: so many a second, and customers' answers first."""

from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest

from service.dixa.errors import GateShut
from service.dixa.gate import PATIENCE_SECONDS, Gate, Urgency
from service.sandbox.played_dixa import Behaviour

from .gate_cases import AGES_AHEAD, BURST, RATE, Waited, never, shut


def now(redis):
    seconds, microseconds = redis.time()
    return seconds + microseconds / 1e6


def keep_waiting(redis):
    """Whoever waits now does so for long, however slow this machine is."""
    for caller in redis.zrange("rs:gate:answers", 0, -1):
        redis.zadd("rs:gate:answers", {caller: (now(redis) + 50) * 1000})


def drain(redis, *, left):
    """Leave so many calls in the bucket, as of now."""
    seconds, microseconds = redis.time()
    redis.hset("rs:gate", mapping={"tokens": left, "at": seconds * 1000 + microseconds / 1000})


def test_calls_of_many_clients_at_once_never_meet_dixas_limit(connect, dixa):
    dixa.behaviour = Behaviour(rate_limited=True)
    clients = [connect(rate=RATE, burst=BURST) for _ in range(3)]

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda each: [each.get_organization() for _ in range(6)], clients))

    assert [call.status for call in dixa.calls()] == [200] * 18


def test_so_many_pass_at_once_and_then_so_many_a_second(redis):
    gates = [Gate(redis, rate=RATE, burst=BURST) for _ in range(4)]

    def pass_five_times(gate):
        passed = []
        for _ in range(5):
            gate.wait(Urgency.OTHER, never)
            passed.append(now(redis))
        return passed

    started = now(redis)
    with ThreadPoolExecutor(4) as pool:
        passed = sorted(moment for each in pool.map(pass_five_times, gates) for moment in each)

    allowed = [BURST + RATE * (moment - started) for moment in passed]
    assert all(count <= most for count, most in enumerate(allowed, start=1))


def test_an_unused_gate_saves_up_no_more_than_a_burst(redis, impatient):
    impatient.wait(Urgency.OTHER, never)
    redis.hset("rs:gate", "at", 0)  # the last call was ages ago

    for _ in range(BURST):
        impatient.wait(Urgency.OTHER, never)
    with pytest.raises(Waited):
        impatient.wait(Urgency.OTHER, never)


def test_who_took_too_long_to_note_the_intent_must_wait_for_another_turn(
    client, dixa, redis, offer, monkeypatch
):
    monkeypatch.setattr("service.dixa.calls.TURN_SECONDS", 0)

    with pytest.raises(GateShut):
        offer(client, before_sending=lambda: shut(redis))

    assert dixa.calls() == []


def test_a_turn_counts_from_when_it_was_asked_for_however_long_redis_took(redis, monkeypatch):
    gate, asked = Gate(redis, rate=RATE, burst=BURST), []
    ask = gate._ask

    def note(*arguments):
        asked.append(monotonic())
        return ask(*arguments)

    monkeypatch.setattr(gate, "_ask", note)

    assert gate.wait(Urgency.OTHER, never) <= asked[0]


def test_turns_that_all_come_too_late_are_waited_for_three_times_more(
    connect, redis, offer, monkeypatch
):
    monkeypatch.setattr("service.dixa.calls.TURN_SECONDS", 0)

    assert offer(connect(rate=0.001, burst=10))

    assert 6 <= float(redis.hget("rs:gate", "tokens")) < 7


def test_with_a_slow_rate_too_an_answer_is_waited_for_until_it_tries_again(redis):
    def look(seconds):
        [(_, until_ms)] = redis.zrange("rs:gate:answers", 0, -1, withscores=True)
        assert until_ms > float(redis.hget("rs:gate", "at")) + seconds * 1000
        raise Waited

    drain(redis, left=0)
    with pytest.raises(Waited):
        Gate(redis, rate=0.5, burst=1, pause=look).wait(Urgency.ANSWER, never)


def test_who_has_waited_too_long_gives_its_worker_free(redis, monkeypatch):
    monkeypatch.setitem(PATIENCE_SECONDS, Urgency.OTHER, 0)
    redis.hset("rs:gate", mapping={"tokens": 0, "at": AGES_AHEAD})

    with pytest.raises(GateShut, match="too many calls are waiting"):
        Gate(redis, rate=RATE, burst=BURST).wait(Urgency.OTHER, never)


def test_while_an_answer_waits_nothing_else_passes(redis, impatient):
    tried = []

    def meanwhile(seconds):
        redis.hset("rs:gate", "tokens", BURST)
        keep_waiting(redis)
        with pytest.raises(Waited):
            impatient.wait(Urgency.OTHER, never)
        tried.append(seconds)

    redis.hset("rs:gate", mapping={"tokens": 0, "at": AGES_AHEAD})
    Gate(redis, rate=RATE, burst=BURST, pause=meanwhile).wait(Urgency.ANSWER, never)

    assert len(tried) == 1


def test_once_the_last_answer_has_passed_the_others_go_on_at_once(redis, impatient):
    def meanwhile(seconds):
        redis.hset("rs:gate", "tokens", BURST)

    redis.hset("rs:gate", mapping={"tokens": 0, "at": AGES_AHEAD})
    Gate(redis, rate=RATE, burst=BURST, pause=meanwhile).wait(Urgency.ANSWER, never)

    impatient.wait(Urgency.OTHER, never)


def test_while_another_answer_still_waits_nothing_else_passes(redis, impatient):
    def meanwhile(seconds):
        with pytest.raises(Waited):
            impatient.wait(Urgency.ANSWER, never)
        keep_waiting(redis)
        redis.hset("rs:gate", "tokens", BURST)

    redis.hset("rs:gate", mapping={"tokens": 0, "at": AGES_AHEAD})
    Gate(redis, rate=RATE, burst=BURST, pause=meanwhile).wait(Urgency.ANSWER, never)

    with pytest.raises(Waited):
        impatient.wait(Urgency.OTHER, never)


def test_an_answer_that_comes_no_more_holds_nobody_back_for_long(redis, impatient):
    redis.hset("rs:gate", mapping={"tokens": 0, "at": AGES_AHEAD})
    with pytest.raises(Waited):
        impatient.wait(Urgency.ANSWER, never)
    [(_, until_ms)] = redis.zrange("rs:gate:answers", 0, -1, withscores=True)
    assert until_ms < now(redis) * 1000 + 1000
    redis.hset("rs:gate", "tokens", BURST)

    Gate(redis, rate=RATE, burst=BURST).wait(Urgency.OTHER, never)


def test_what_only_compares_passes_when_nobody_else_needs_dixa(redis, impatient):
    impatient.wait(Urgency.RECONCILIATION, never)

    impatient.wait(Urgency.OTHER, never)


def test_what_only_compares_takes_nothing_that_others_may_need_next(redis, impatient):
    drain(redis, left=BURST - 1)

    with pytest.raises(Waited):
        impatient.wait(Urgency.RECONCILIATION, never)

    impatient.wait(Urgency.OTHER, never)


def test_what_only_compares_stands_back_while_others_wait(redis, impatient):
    drain(redis, left=0)
    with pytest.raises(Waited):
        impatient.wait(Urgency.OTHER, never)
    drain(redis, left=BURST)

    with pytest.raises(Waited):
        impatient.wait(Urgency.RECONCILIATION, never)


def test_what_only_compares_takes_half_the_rate_at_most(redis, impatient):
    impatient.wait(Urgency.RECONCILIATION, never)
    drain(redis, left=BURST)

    with pytest.raises(Waited):
        impatient.wait(Urgency.RECONCILIATION, never)
