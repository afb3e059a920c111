"""Redis' clock is set back: what the gate remembers of the time before holds nobody up for long."""

import pytest

from service.dixa.errors import GateShut
from service.dixa.gate import PATIENCE_SECONDS, Gate, Urgency

from .gate_cases import AGES_AHEAD, BURST, RATE, never, shut


def test_a_shut_gate_is_probed_within_a_minute(redis, impatient):
    shut(redis, probe_at=AGES_AHEAD)

    with pytest.raises(GateShut) as raised:
        impatient.wait(Urgency.ANSWER, never)
    with pytest.raises(GateShut) as later:
        impatient.wait(Urgency.ANSWER, never)

    assert later.value.retry_in <= raised.value.retry_in <= 60


def test_an_answer_that_waited_then_holds_nobody_back(redis, impatient):
    redis.zadd("rs:gate:answers", {"who gave up": AGES_AHEAD})

    impatient.wait(Urgency.OTHER, never)

    assert redis.zcard("rs:gate:answers") == 0


@pytest.mark.parametrize("moment", ["others_wait_until", "reconciled_at"])
def test_what_only_compares_is_not_held_back_either(redis, impatient, moment):
    redis.hset("rs:gate", moment, AGES_AHEAD)

    impatient.wait(Urgency.RECONCILIATION, never)


def test_the_bucket_fills_again_though_nobody_else_calls(redis, monkeypatch):
    monkeypatch.setitem(PATIENCE_SECONDS, Urgency.RECONCILIATION, 5)
    redis.hset("rs:gate", mapping={"tokens": BURST - 0.5, "at": AGES_AHEAD})

    Gate(redis, rate=RATE, burst=BURST).wait(Urgency.RECONCILIATION, never)

    assert float(redis.hget("rs:gate", "tokens")) == BURST - 1
