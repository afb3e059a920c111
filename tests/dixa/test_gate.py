"""The bolt of the gate in front of Dixa: what shuts it, and who opens it again."""

from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice, pairwise
from threading import Event

import pytest

from service.dixa.errors import DixaError, GateShut, TokenRefused
from service.dixa.gate import Gate, Urgency
from service.sandbox.played_dixa import faults

from .gate_cases import BURST, RATE, Waited, never, shut


def pause_left(redis):
    seconds, microseconds = redis.time()
    return float(redis.hget("rs:gate", "probe_at")) / 1000 - seconds - microseconds / 1e6


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
        with pytest.raises(TokenRefused, match="refuses the token"):
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


@pytest.mark.parametrize(
    ("first", "then", "longer"),
    [
        (("Dixa limits us", 60), ("Dixa refuses the token", 2), ("Dixa limits us", 60)),
        (("Dixa limits us", 2), ("Dixa refuses the token", 30), ("Dixa refuses the token", 30)),
    ],
)
def test_of_two_pauses_the_longer_one_is_kept_with_its_cause(redis, impatient, first, then, longer):
    impatient.shut(*first)

    impatient.shut(*then)

    cause, seconds = longer
    with pytest.raises(GateShut, match=cause):
        impatient.wait(Urgency.OTHER, never)
    assert seconds - 5 < pause_left(redis) <= seconds


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


def test_a_call_that_was_under_way_does_not_open_a_gate_shut_meanwhile(redis, impatient):
    impatient.wait(Urgency.OTHER, never)
    impatient.shut("Dixa limits us", 30)

    impatient.worked()

    with pytest.raises(GateShut):
        impatient.wait(Urgency.OTHER, never)


def test_a_gate_that_was_shut_anew_while_somebody_probed_stays_shut(redis, impatient):
    def probe():
        impatient.shut("Dixa limits us", 60)  # says a call that was under way
        return True

    shut(redis, probe_at=0)

    with pytest.raises(GateShut, match="Dixa limits us") as raised:
        impatient.wait(Urgency.OTHER, probe)

    assert 55 < raised.value.retry_in <= 60


def test_an_answer_waits_for_a_probe_that_is_under_way_and_nothing_else_does(redis, impatient):
    def probe():
        with pytest.raises(Waited):
            impatient.wait(Urgency.ANSWER, never)
        for urgency in (Urgency.OTHER, Urgency.RECONCILIATION):
            with pytest.raises(GateShut):
                impatient.wait(urgency, never)
        return True

    shut(redis, probe_at=0)

    impatient.wait(Urgency.OTHER, probe)


def test_an_answer_does_not_wait_for_a_probe_that_dixa_leaves_without_a_reply(redis, impatient):
    def probe():
        redis.hincrbyfloat("rs:gate", "probed_since", -2000)  # that much later
        with pytest.raises(GateShut) as raised:
            impatient.wait(Urgency.ANSWER, never)
        assert 15 < raised.value.retry_in <= 20
        return True

    shut(redis, probe_at=0)

    impatient.wait(Urgency.OTHER, probe)


def test_an_answer_that_waits_for_a_probe_goes_as_soon_as_dixa_is_there(redis):
    asked, may_answer = Event(), Event()

    def probe():
        asked.set()
        return may_answer.wait(10)

    gates = [Gate(redis, rate=RATE, burst=BURST) for _ in range(2)]
    shut(redis, probe_at=0)
    with ThreadPoolExecutor(2) as pool:
        probes = pool.submit(gates[0].wait, Urgency.OTHER, probe)
        asked.wait(10)
        answer = pool.submit(gates[1].wait, Urgency.ANSWER, never)
        may_answer.set()

        assert answer.result(10)
        assert probes.result(10)


def test_a_prober_that_was_given_up_does_not_open_what_another_one_tries(redis, impatient):
    def probe():
        redis.hset("rs:gate", "probe_at", 0)  # it took too long, and the next one
        with pytest.raises(GateShut):
            impatient.wait(Urgency.OTHER, lambda: False)
        return True

    shut(redis, probe_at=0)

    with pytest.raises(GateShut, match="Dixa is failing"):
        impatient.wait(Urgency.OTHER, probe)
