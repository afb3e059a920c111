"""The worker as it is started for real: a process of its own."""

import signal
import sys
from dataclasses import replace
from time import sleep

import pytest
from program import ENVIRONMENT, Program
from redis import Redis
from waiting import eventually
from workshop import Workshop

from service.embedded_redis.server import EmbeddedRedis
from service.lifecycle import keys
from service.lifecycle.states import State
from service.sandbox.conversations import a_conversation

GRACE_SECONDS = 60
"""As systemd and Docker are told to give it, in deploy/."""

CLOCKWORK = {
    "HTTP_TIMEOUT_SECONDS": "3",
    "JOB_TIMEOUT_SECONDS": "4",
    "LEASE_SECONDS": "5",
    "SETTLE_SECONDS": "5",
    "SWEEP_SECONDS": "0.2",
}


@pytest.fixture
def server():
    """A Redis of the test's own, to be killed and frozen."""
    with EmbeddedRedis() as server:
        yield server


@pytest.fixture
def environment(server, dixa):
    return {
        **ENVIRONMENT,
        **CLOCKWORK,
        "DIXA_API_TOKEN": dixa.token,
        "DIXA_API_URL": dixa.url,
        "DIXA_WEBHOOK_SECRET": "00ff",
        "PUBLIC_URL": "https://surveys.example.com",
        "REDIS_URL": server.url,
        "SECRET_KEY": "a key that signs in tests and nowhere else",
    }


@pytest.fixture
def program(environment, tmp_path):
    """A worker that is not started yet."""
    return Program([sys.executable, "-m", "workers.main"], environment, tmp_path / "worker.log")


@pytest.fixture
def outside(settings, server, dixa):
    """The web's and Dixa's sides of the story, on the same Redis."""
    with Redis.from_url(server.url, decode_responses=True) as redis:
        workshop = Workshop(replace(settings, redis_url=server.url), redis=redis, dixa=dixa)
        yield workshop
        workshop.tools.close()


@pytest.fixture
def worker(program, outside):
    """A worker that has begun to work."""
    with program:
        asked(outside)
        yield program


def asked(outside):
    """A survey that a worker somewhere has brought to its customer."""
    conversation = a_conversation("WIDGET_CHAT")
    survey = outside.close(conversation)
    outside.dixa.wait_until(lambda: outside.dixa.messages(conversation))
    return survey


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_ends_cleanly_and_leaves_the_list_of_workers(worker, outside, number):
    worker.signal(number)

    assert worker.wait() == 0
    assert "worker_stopped" in worker.said
    assert "Traceback" not in worker.said
    assert outside.redis.zrange(keys.WORKERS, 0, -1) == []


def test_told_to_stop_it_finishes_what_it_is_doing(worker, outside, dixa):
    conversation = a_conversation("WIDGET_CHAT")
    with dixa._reception.lock:  # Dixa has the question, and takes its time
        survey = outside.close(conversation)
        dixa.wait_until(lambda: calls_about(dixa, conversation))
        worker.signal(signal.SIGTERM)

    assert worker.wait() == 0
    assert "lease_owner" not in outside.redis.hgetall(keys.survey(survey.id))
    assert outside.survey(survey).state is State.OFFERED


def test_told_to_stop_while_redis_is_away_it_ends_cleanly_too(worker, server):
    server.kill()

    worker.signal(signal.SIGTERM)

    assert worker.wait() == 0
    assert "worker_stopped" in worker.said


def test_told_to_stop_while_redis_is_silent_it_ends_within_the_grace_of_a_stop(
    program, outside, server
):
    with program:
        eventually(lambda: outside.redis.scard("rq:workers"), what="a worker without a job")
        with server.frozen():
            program.signal(signal.SIGTERM)

            assert program.wait(seconds=GRACE_SECONDS) == 0


def test_when_redis_was_restarted_under_it_it_goes_on_by_itself(worker, outside, server):
    server.kill()
    server.restart()

    assert asked(outside)


def test_when_redis_was_silent_for_a_while_nothing_is_done_twice(worker, outside, server, dixa):
    conversation = a_conversation("WIDGET_CHAT")
    dixa._reception.lock.acquire()  # Dixa has the question, and takes its time
    outside.close(conversation)
    dixa.wait_until(lambda: calls_about(dixa, conversation))

    with server.frozen():
        dixa._reception.lock.release()
        dixa.wait_until(lambda: calls_about(dixa, conversation)[0].status == 200)

    dixa.wait_until(lambda: dixa.messages(conversation))
    assert len(dixa.offers(conversation)) == 1


def test_started_before_redis_it_waits_for_it(program, outside, server):
    server.kill()
    with program:
        while "redis_unreachable" not in program.said:
            assert program.is_running
            sleep(0.05)
        server.restart()

        assert asked(outside)


def test_wrong_settings_end_it_with_a_line_for_each(program, environment):
    del environment["SECRET_KEY"]
    environment["DIXA_RATE"] = "many"

    with program:
        assert program.wait() == 2

    first, second = sorted(program.said.splitlines())
    assert first.startswith("DIXA_RATE")
    assert second.startswith("SECRET_KEY")


def test_a_redis_that_forgets_is_refused_with_what_mends_it(program, outside):
    outside.redis.config_set("appendonly", "no")
    outside.redis.config_set("maxmemory-policy", "allkeys-lru")

    with program:
        assert program.wait() == 2

    evicts, forgets = program.said.splitlines()
    assert evicts == (
        "REDIS_URL: it evicts (allkeys-lru): set `maxmemory-policy noeviction`,"
        " or ALLOW_UNSAFE_REDIS=true"
    )
    assert forgets.startswith("REDIS_URL: it does not persist: set `appendonly yes`")


def test_a_redis_that_forgets_is_warned_of_where_it_is_allowed(program, outside, environment):
    outside.redis.config_set("appendonly", "no")
    environment["ALLOW_UNSAFE_REDIS"] = "true"

    with program:
        asked(outside)

    assert "redis_unsafe" in program.said


def test_after_some_thousand_jobs_the_process_is_renewed_and_goes_on(
    environment, outside, tmp_path
):
    few = "import sys, workers.main as m; m.JOBS_UNTIL_RENEWAL = 2; sys.exit(m.main())"
    with Program([sys.executable, "-c", few], environment, tmp_path / "worker.log") as worker:
        pid = worker.pid
        for _ in range(2):
            asked(outside)

        assert (worker.said.count("worker_started"), worker.pid) == (2, pid)
        assert worker.end() == 0


def calls_about(dixa, conversation):
    return [call for call in dixa.calls() if call.conversation == conversation.csid]
