"""New surveys for a worker that runs: a real process, told by SIGHUP."""

import signal
import sys

import pytest
from program import ENVIRONMENT, Program
from waiting import eventually
from workshop import Workshop

from service.lifecycle.states import State
from service.sandbox.conversations import a_conversation

SURVEY = '[[survey]]\nname = "{name}"\nrating = "Csat"\ndeliver = ["message", "email"]\n'


@pytest.fixture
def surveys_file(tmp_path):
    file = tmp_path / "surveys.toml"
    file.write_text(SURVEY.format(name="old"))
    return file


@pytest.fixture
def environment(redis_url, dixa, surveys_file):
    return {
        **ENVIRONMENT,
        "DIXA_API_TOKEN": dixa.token,
        "DIXA_API_URL": dixa.url,
        "DIXA_WEBHOOK_SECRET": "00ff",
        "PUBLIC_URL": "https://surveys.example.com",
        "REDIS_URL": redis_url,
        "SECRET_KEY": "a key that signs in tests and nowhere else",
        "SURVEYS_FILE": str(surveys_file),
        "SWEEP_SECONDS": "0.2",
    }


@pytest.fixture
def outside(settings, redis, dixa):
    workshop = Workshop(settings, redis=redis, dixa=dixa)
    yield workshop
    workshop.tools.close()


@pytest.fixture
def worker(environment, outside, tmp_path):
    command = [sys.executable, "-m", "workers.main"]
    with Program(command, environment, tmp_path / "worker.log") as program:
        assert rule_of_the_next(outside) == "old"
        yield program


def rule_of_the_next(outside):
    """The survey that the next conversation is asked by."""
    survey = outside.close(a_conversation("WIDGET_CHAT"))
    eventually(lambda: outside.survey(survey).state is State.INVITED, what="an invitation")
    return outside.survey(survey).rule


def test_on_sighup_the_next_conversation_is_decided_by_the_new_surveys(
    worker, outside, surveys_file
):
    surveys_file.write_text(SURVEY.format(name="new"))

    worker.signal(signal.SIGHUP)
    eventually(lambda: "surveys_reloaded" in worker.said, what="a reload")

    assert rule_of_the_next(outside) == "new"
    assert worker.is_running


def test_a_file_with_a_fault_is_refused_and_the_old_surveys_stay(worker, outside, surveys_file):
    surveys_file.write_text(SURVEY.format(name="new") + "sample = 2\n")

    worker.signal(signal.SIGHUP)
    eventually(lambda: "settings_refused" in worker.said, what="a refusal")

    assert "sample: must be a number from 0 to 1" in worker.said
    assert rule_of_the_next(outside) == "old"


def test_with_a_faulty_file_the_process_is_not_renewed_but_goes_on(
    environment, outside, surveys_file, tmp_path
):
    few = "import sys, workers.main as m; m.JOBS_UNTIL_RENEWAL = 8; sys.exit(m.main())"
    with Program([sys.executable, "-c", few], environment, tmp_path / "worker.log") as worker:
        assert rule_of_the_next(outside) == "old"
        surveys_file.write_text("[[survey]]\n")

        rules = [rule_of_the_next(outside) for _ in range(3)]

        assert rules == ["old"] * 3
        eventually(lambda: "settings_refused" in worker.said, what="a refusal")
        assert worker.is_running
