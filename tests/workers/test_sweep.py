from dataclasses import replace
from datetime import timedelta
from time import time

import pytest
from redis import Redis
from structlog.testing import capture_logs
from waiting import eventually

from service.embedded_redis.server import EmbeddedRedis
from service.hints import JOBS
from service.lifecycle import keys
from service.lifecycle.states import State
from service.sandbox.conversations import a_conversation
from workers.sweep import MOST_WAITING, Sweep
from workers.tools import make_tools


@pytest.fixture
def sweep(workshop):
    return Sweep(workshop.tools, name="worker-1")


def make_due(redis):
    for survey_id in redis.zrange(keys.DUE, 0, -1):
        redis.zadd(keys.DUE, {survey_id: 1})


def lose_hints(redis):
    for key in redis.scan_iter("rq:*"):
        redis.delete(key)


def test_a_survey_whose_hint_was_lost_is_hinted_again_when_due(workshop, sweep, redis):
    survey = workshop.close(a_conversation())
    lose_hints(redis)
    make_due(redis)

    sweep.once()
    workshop.work()

    assert workshop.survey(survey).state is State.INVITED


def test_a_hint_lost_at_any_step_is_made_up_for(workshop, sweep, redis, dixa):
    survey = workshop.close(conversation := a_conversation())
    while workshop.survey(survey).state is not State.INVITED:
        make_due(redis)
        redis.hdel(keys.survey(survey.id), "not_before")
        lose_hints(redis)
        sweep.once()
        workshop.work_once()

    assert len(dixa.offers(conversation)) == 1


def test_what_is_not_due_is_not_hinted(workshop, sweep, redis):
    workshop.ask(a_conversation())

    sweep.once()

    assert workshop.tools.hints.waiting() == 0


def test_what_was_hinted_comes_again_only_after_a_lease(workshop, sweep, redis):
    survey = workshop.close(a_conversation())
    lose_hints(redis)
    make_due(redis)

    sweep.once()
    sweep.once()

    assert workshop.tools.hints.waiting() == 1
    assert 50 < workshop.due_in(survey) <= 60


def test_answers_are_hinted_before_everything_else(workshop, sweep, redis):
    invited = [workshop.ask(a_conversation()) for _ in range(2)]
    received = workshop.close(a_conversation())
    for survey in invited:
        workshop.answers.record(survey.id, nonce="n", rating=4, comment=None)
    lose_hints(redis)
    make_due(redis)

    sweep.once()

    *first, last = workshop.hinted()
    assert {survey_id for _, survey_id in first} == {survey.id for survey in invited}
    assert last == (JOBS[State.RECEIVED], received.id)


def test_a_full_queue_is_not_filled_further(workshop, sweep, redis):
    survey = workshop.close(a_conversation())
    workshop.tools.hints.send([(survey.id, State.RECEIVED)] * MOST_WAITING)
    make_due(redis)
    waiting = workshop.tools.hints.waiting()

    sweep.once()

    assert workshop.tools.hints.waiting() == waiting


def test_a_sweep_tells_that_its_worker_is_alive_until_it_stops(sweep, redis):
    sweep.start()
    sweep.stop()
    after = redis.zrange(keys.WORKERS, 0, -1)

    sweep.once()

    assert after == []
    assert redis.zrange(keys.WORKERS, 0, -1) == ["worker-1"]


def test_a_worker_not_heard_of_for_a_day_is_forgotten(sweep, redis):
    redis.zadd(keys.WORKERS, {"gone": time() - 90_000, "with a clock of its own": time() - 600})

    sweep.once()

    assert redis.zrange(keys.WORKERS, 0, -1) == ["with a clock of its own", "worker-1"]


def test_personal_data_of_what_ended_is_removed_after_the_retention(open_workshop, settings, redis):
    workshop = open_workshop(replace(settings, retention=timedelta(0)))
    survey = workshop.answer(workshop.ask(a_conversation()), 4, "Call me at home")

    Sweep(workshop.tools, name="worker-1").once()

    survey = workshop.survey(survey)
    assert (survey.comment, survey.closing.customer.email) == (None, None)
    assert survey.rating == 4


def failures(logs):
    """How often a sweep has failed, by what it said of it."""
    return [line["event"] for line in logs].count("sweep_failed")


@pytest.mark.parametrize("broken", [keys.DUE, "rq:queue:surveys"])
def test_a_sweep_goes_on_whatever_goes_wrong(workshop, redis, settings, broken):
    tools = make_tools(replace(settings, sweep_seconds=0.01))
    sweep = Sweep(tools, name="worker-1")
    redis.set(broken, "neither a sorted set nor a list")
    with capture_logs() as logs:
        sweep.start()
        eventually(lambda: failures(logs) > 1, what="sweeps that fail")
    redis.delete(broken)
    workshop.close(a_conversation())
    lose_hints(redis)
    make_due(redis)

    eventually(workshop.tools.hints.waiting, what="the hint of what is due")
    sweep.stop()
    tools.close()


def test_a_sweep_goes_on_when_redis_is_back(workshop, settings):
    with EmbeddedRedis() as server:
        tools = make_tools(replace(settings, redis_url=server.url, sweep_seconds=0.01))
        sweep = Sweep(tools, name="worker-1")
        server.kill()
        with capture_logs() as logs:
            sweep.start()
            eventually(lambda: failures(logs), what="a sweep that fails")
        server.restart()
        with Redis.from_url(server.url, decode_responses=True) as redis:
            eventually(lambda: redis.zrange(keys.WORKERS, 0, -1), what="a sign of life")
        sweep.stop()
        tools.close()
