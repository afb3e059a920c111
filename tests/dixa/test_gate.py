"""The one gate in front of Dixa: its bolt, its bucket, and who goes first."""

from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice, pairwise
from time import monotonic

import pytest

from service.dixa.errors import DixaError, GateShut
from service.dixa.gate import PATIENCE_SECONDS, Gate, Urgency
from service.sandbox.played_dixa import Behaviour, faults

RATE, BURST = 9.5, 3
AGES_AHEAD = 9_999_999_999_999


class Waited(Exception):  # noqa: N818 - says what is the case
    """The gate had its caller wait."""


@pytest.fixture
def impatient(redis):
    """A gate whose caller does not wait for a turn, but raises `Waited`."""

    def pause(seconds):
        raise Waited

    return Gate(redis, rate=RATE, burst=BURST, pause=pause)


def never():
    raise AssertionError("nobody should probe")


def shut(redis, cause="Dixa is failing", probe_at=AGES_AHEAD):
    redis.hset("rs:gate", mapping={"cause": cause, "probe_at": probe_at})


def pause_left(redis):
    seconds, microseconds = redis.time()
    return float(redis.hget("rs:gate", "probe_at")) / 1000 - seconds - microseconds / 1e6


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


def test_while_an_answer_waits_nothing_else_passes(redis, impatient):
    tried = []

    def meanwhile(seconds):
        redis.hset("rs:gate", "tokens", BURST)
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
        redis.hset("rs:gate", "tokens", BURST)

    redis.hset("rs:gate", mapping={"tokens": 0, "at": AGES_AHEAD})
    Gate(redis, rate=RATE, burst=BURST, pause=meanwhile).wait(Urgency.ANSWER, never)

    with pytest.raises(Waited):
        impatient.wait(Urgency.OTHER, never)


def test_an_answer_that_comes_no_more_holds_nobody_back_for_long(redis, impatient):
    redis.hset("rs:gate", mapping={"tokens": 0, "at": AGES_AHEAD})
    with pytest.raises(Waited):
        impatient.wait(Urgency.ANSWER, never)
    redis.hset("rs:gate", "tokens", BURST)

    Gate(redis, rate=RATE, burst=BURST).wait(Urgency.OTHER, never)


def test_who_has_waited_too_long_gives_its_worker_free(redis, monkeypatch):
    monkeypatch.setitem(PATIENCE_SECONDS, Urgency.OTHER, 0)
    redis.hset("rs:gate", mapping={"tokens": 0, "at": AGES_AHEAD})

    with pytest.raises(GateShut, match="too many calls are waiting"):
        Gate(redis, rate=RATE, burst=BURST).wait(Urgency.OTHER, never)


def test_while_it_is_shut_nobody_passes_and_everybody_is_told_why(redis, impatient):
    impatient.shut("Dixa limits us", 30)

    for urgency in Urgency:
        with pytest.raises(GateShut, match="Dixa limits us") as raised:
            impatient.wait(urgency, never)
        assert 25 < raised.value.retry_in <= 30


def test_when_the_time_has_come_one_caller_probes_and_nobody_else_passes(connect, dixa, redis):
    shut(redis, probe_at=0)
    clients = [connect() for _ in range(4)]

    with ThreadPoolExecutor(4) as pool, dixa._reception.lock:  # Dixa takes its time
        asked = [pool.submit(client.list_ratings, "77") for client in clients]
        failures = [each.exception() for each in islice(as_completed(asked), 3)]

    assert {type(failure) for failure in failures} == {GateShut}
    assert [call.endpoint for call in dixa.calls()] == ["organization", "ratings"]


def test_after_a_good_probe_everybody_passes(connect, dixa, redis, conversation):
    shut(redis, probe_at=0)

    for client in (connect(), connect()):
        client.list_ratings(str(conversation.csid))

    assert [call.endpoint for call in dixa.calls()] == ["organization", "ratings", "ratings"]


def test_while_the_token_stays_revoked_only_probes_are_sent(connect, dixa, redis, conversation):
    dixa.revoke_token()
    client = connect()

    for _ in range(4):
        with pytest.raises(GateShut, match="refuses the token"):
            client.list_ratings(str(conversation.csid))
        redis.hset("rs:gate", "probe_at", 0)

    assert [call.endpoint for call in dixa.calls()] == ["ratings"] + ["organization"] * 3


def test_any_answer_but_a_refused_token_opens_the_gate(connect, dixa, redis, conversation):
    shut(redis, probe_at=0)
    dixa.faults.on("organization", faults.refusal(403, "Not with this token"))

    assert connect().list_ratings(str(conversation.csid)) == []


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        (None, 2),
        ("7", 7),
        ("0", 2),
        ("86400", 60),
        ("9" * 400, 60),
        ("-5", 2),
        ("1e9", 2),
        ("Wed, 21 Oct 2065 07:28:00 GMT", 2),
    ],
)
def test_a_429_shuts_the_gate_for_as_long_as_dixa_asks_within_reason(
    client, dixa, redis, retry_after, seconds
):
    dixa.faults.on("organization", faults.too_many_requests(retry_after))

    with pytest.raises(GateShut, match="limits us") as raised:
        client.get_organization()

    assert raised.value.retry_in == seconds
    assert seconds - 1 < pause_left(redis) <= seconds


def test_a_run_of_failures_shuts_the_gate_each_time_for_longer_up_to_a_minute(client, dixa, redis):
    dixa.faults.on(None, faults.server_error(503, committed=False))
    pauses = []
    for _ in range(10):
        redis.hset("rs:gate", "probe_at", 0)
        with pytest.raises(DixaError):
            client.get_organization()
        pauses.append(pause_left(redis))

    assert pauses[3] < 0
    assert 4 < pauses[4] <= 5
    assert all(before < after for before, after in pairwise(pauses[4:8]))
    assert 55 < pauses[-1] <= 60


def test_failures_with_successes_between_them_do_not_shut_the_gate(client, dixa):
    for _ in range(6):
        dixa.faults.on("organization", faults.server_error(500, committed=False), times=3)
        for _ in range(3):
            with pytest.raises(DixaError):
                client.get_organization()
        client.get_organization()

    assert len(dixa.calls()) == 24


def test_a_refused_request_is_no_failure_of_dixas(client, dixa):
    dixa.faults.on("ratings", faults.refusal(404, "No such conversation"), times=10)

    for _ in range(10):
        with pytest.raises(DixaError, match="404"):
            client.list_ratings("77")

    assert client.get_organization()


def test_who_took_too_long_to_note_the_intent_must_wait_for_another_turn(
    client, dixa, redis, offer, monkeypatch
):
    monkeypatch.setattr("service.dixa.calls.TURN_SECONDS", 0)

    with pytest.raises(GateShut):
        offer(client, before_sending=lambda: shut(redis))

    assert dixa.calls() == []


def test_a_turn_counts_from_when_it_was_asked_for_however_long_redis_took(redis):
    redis.client_pause(300)

    turn = Gate(redis, rate=RATE, burst=BURST).wait(Urgency.OTHER, never)

    assert monotonic() - turn > 0.25


def test_a_call_that_was_under_way_does_not_open_a_gate_shut_meanwhile(redis, impatient):
    impatient.wait(Urgency.OTHER, never)
    impatient.shut("Dixa limits us", 30)

    impatient.worked()

    with pytest.raises(GateShut):
        impatient.wait(Urgency.OTHER, never)


def now(redis):
    seconds, microseconds = redis.time()
    return seconds + microseconds / 1e6


def drain(redis, *, left):
    """Leave so many calls in the bucket, as of now."""
    seconds, microseconds = redis.time()
    redis.hset("rs:gate", mapping={"tokens": left, "at": seconds * 1000 + microseconds / 1000})


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
