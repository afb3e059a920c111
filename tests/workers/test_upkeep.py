"""What one worker does for all of them, now and then."""

from time import time

import pytest
from structlog.testing import capture_logs
from waiting import eventually

from service.lifecycle import keys
from service.lifecycle.states import State
from service.lifecycle.turns import Turns
from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import faults
from workers import upkeep as upkeep_module
from workers.upkeep import Stopped, Upkeep


@pytest.fixture
def upkeep(workshop):
    return Upkeep(workshop.settings, name="worker-1")


def close_unheard(dixa, *, hours_ago=1):
    conversation = a_conversation()
    dixa.close(conversation, at_ms=round((time() - hours_ago * 3600) * 1000))
    return conversation


def test_missed_events_and_missing_answers_are_found_by_themselves(workshop, upkeep, dixa):
    answered = a_conversation()
    survey = workshop.answer(workshop.ask(answered), 4)
    workshop.redis.hincrby(keys.survey(survey.id), "submitted_at", -3_600_000)
    dixa.forget_results(answered)
    missed = close_unheard(dixa)

    upkeep.once()
    workshop.work()

    assert [survey.state for survey in workshop.surveys(missed)] == [State.INVITED]
    assert dixa.ratings(answered)[0]["ratingStatus"] == "Rated"


def test_what_was_done_is_not_due_again_at_once(upkeep, dixa):
    upkeep.once()
    calls = len(dixa.calls())

    upkeep.once()

    assert len(dixa.calls()) == calls


def test_one_worker_does_it_for_all(workshop, upkeep, dixa):
    for name in ("backfill", "audit"):
        assert Turns(workshop.redis, owner="worker-2").take(name, every_seconds=1)

    upkeep.once()

    assert dixa.calls() == []


def test_what_could_not_be_done_is_done_by_another_later(workshop, upkeep, dixa):
    dixa.revoke_token()
    upkeep.once()
    dixa.restore_token()
    workshop.redis.delete("rs:gate", keys.turn("backfill"), keys.turn("audit"))
    missed = close_unheard(dixa)

    Upkeep(workshop.settings, name="worker-2").once()

    assert len(workshop.surveys(missed)) == 1


@pytest.mark.parametrize("days_away", [3, 6.9, 7.1, 30])
def test_a_service_that_was_away_for_days_catches_up(workshop, upkeep, dixa, days_away):
    workshop.redis.set(keys.turn_done("backfill"), round(time() - days_away * 86_400))
    missed = close_unheard(dixa, hours_ago=60)

    upkeep.once()

    assert len(workshop.surveys(missed)) == 1


def test_a_service_that_is_new_asks_about_nothing_old(workshop, upkeep, dixa):
    before = close_unheard(dixa, hours_ago=60)

    upkeep.once()

    assert workshop.surveys(before) == []


def test_a_conversation_that_dixa_can_never_tell_about_keeps_nothing_from_being_done(
    workshop, upkeep, dixa
):
    workshop.ask(a_conversation())
    close_unheard(dixa)
    for endpoint in ("ratings", "conversation"):
        dixa.faults.on(endpoint, faults.server_error(500, committed=False))

    upkeep.once()

    assert workshop.redis.mget(keys.turn_done("backfill"), keys.turn_done("audit")).count(None) == 0


def test_a_worker_that_ends_stops_in_between(workshop, upkeep, dixa):
    close_unheard(dixa)
    upkeep._stop.set()

    with pytest.raises(Stopped):
        upkeep.once()


def test_a_fault_in_it_does_not_end_it(workshop, dixa, monkeypatch):
    monkeypatch.setattr(upkeep_module, "FIRST_SECONDS", 0.0)
    monkeypatch.setattr(upkeep_module, "PAUSE_SECONDS", 0.01)
    workshop.redis.set(keys.turn_done("backfill"), "no time")
    upkeep = Upkeep(workshop.settings, name="worker-1")

    with capture_logs() as logs:
        upkeep.start()
        eventually(lambda: "upkeep_failed" in [line["event"] for line in logs], what="the fault")
    workshop.redis.delete(keys.turn_done("backfill"))

    eventually(lambda: workshop.redis.exists(keys.turn_done("backfill")), what="the backfill")
    upkeep.stop()
