"""`rating-survey serve`: the whole service on one machine, with a Redis of its own."""

import json
import os
import signal
import socket
import subprocess
from pathlib import Path

import pytest
from outside import SECRET, free_port, outside
from program import SCRIPTS, Program
from redis import Redis
from survey_page import answer
from waiting import eventually

from service.embedded_redis.server import EmbeddedRedis
from service.sandbox.conversations import a_conversation
from service.sandbox.events import closed


@pytest.fixture
def around(tmp_path):
    with outside(tmp_path) as around:
        yield around


@pytest.fixture
def serve(around, tmp_path):
    """The command, started and ready, without REDIS_URL."""
    command = ["rating-survey", "serve", "--data", str(tmp_path / "data"), "--workers", "2"]
    with Program(command, around.environment, tmp_path / "serve.log", folder=tmp_path) as program:
        eventually(lambda: around.answers("/readyz"), what="readiness")
        around.dixa.subscribe(f"{around.url}/webhooks/dixa", secret=SECRET)
        yield program


def test_it_does_the_whole_job_and_told_to_end_it_ends_with_0_and_leaves_no_process(serve, around):
    conversation = a_conversation()
    around.dixa.close(conversation)
    answer(around.link(conversation), rating=4)
    around.dixa.wait_until(lambda: around.dixa.submissions(conversation))

    code = serve.end()

    assert (code, serve.family) == (0, [])
    assert len(around.dixa.offers(conversation)) == 1
    assert "Traceback" not in serve.said


def test_killed_it_leaves_no_process_and_the_next_one_goes_on_with_its_data(serve, around):
    conversation, another = a_conversation(), a_conversation()
    around.dixa.close(conversation)
    link = around.link(conversation)

    serve.kill()
    eventually(lambda: serve.family == [], what="the end of all its processes")
    serve.start()
    around.insist(closed(around.dixa.add(another)))
    answer(link, rating=5)

    around.dixa.wait_until(lambda: around.dixa.submissions(conversation))
    assert around.link(another)
    assert [len(around.dixa.offers(each)) for each in (conversation, another)] == [1, 1]


def test_its_redis_killed_it_starts_that_again_and_loses_nothing(serve, around, tmp_path):
    conversation = a_conversation()
    around.dixa.close(conversation)
    link = around.link(conversation)
    with Redis.from_url(f"unix://{tmp_path}/data/redis.sock") as redis:
        pid = redis.info("server")["process_id"]

    os.kill(pid, signal.SIGKILL)

    eventually(lambda: len(events(serve, "embedded_redis_started")) > 1, what="another Redis")
    eventually(lambda: around.answers("/readyz"), what="readiness again")
    answer(link, rating=5)
    around.dixa.wait_until(lambda: around.dixa.submissions(conversation))
    first, second = events(serve, "embedded_redis_started")
    [ended] = events(serve, "embedded_redis_ended")
    assert (first["pid"], ended["pid"], ended["exit_code"]) == (pid, pid, -signal.SIGKILL)
    assert second["pid"] != pid


def test_at_the_start_it_says_where_everything_is_and_how_to_try_it(serve, around, tmp_path):
    [started] = events(serve, "serve_started")

    assert started["public_url"] == around.url
    assert started["data"] == f"{tmp_path}/data"
    assert started["check"] == f"rating-survey check --data {tmp_path}/data"


def test_a_second_one_says_that_it_waits_for_the_redis_of_the_first(serve, around, tmp_path):
    environment = {**around.environment, "PORT": str(free_port())}
    command = ["rating-survey", "serve", "--data", str(tmp_path / "data")]
    with Program(command, environment, tmp_path / "second.log", folder=tmp_path) as second:
        code = second.wait()

    [waits, fault] = second.said.splitlines()
    assert json.loads(waits)["event"] == "embedded_redis_waits"
    assert (code, fault.split(",")[0]) == (2, f"another service is using {tmp_path}/data")


def test_the_address_of_redis_may_stand_in_a_file(around, tmp_path):
    file = tmp_path / "redis_url"
    command = ["rating-survey", "serve", "--data", str(tmp_path / "data")]
    with EmbeddedRedis() as server:
        file.write_text(server.url)
        environment = {**around.environment, "REDIS_URL_FILE": str(file)}
        with Program(command, environment, tmp_path / "serve.log", folder=tmp_path):
            eventually(lambda: around.answers("/readyz"), what="readiness")

    assert not (tmp_path / "data").exists()


def test_the_other_commands_find_its_redis_by_the_same_folder(serve, around, tmp_path):
    command = [Path(SCRIPTS) / "rating-survey", "check", "--data", str(tmp_path / "data")]

    done = subprocess.run(command, env=around.environment, capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, b"")
    assert b"workers: 2 alive" in done.stdout


def test_surveys_with_a_fault_are_refused_once_for_all_its_processes(around, tmp_path):
    surveys, right = tmp_path / "surveys.toml", '[[survey]]\nname = "new"\nrating = "Csat"\n'
    surveys.write_text(right)
    environment = {**around.environment, "SURVEYS_FILE": str(surveys)}
    command = ["rating-survey", "serve", "--data", str(tmp_path / "data"), "--workers", "2"]
    with Program(command, environment, tmp_path / "serve.log", folder=tmp_path) as program:
        eventually(lambda: around.answers("/readyz"), what="readiness")
        eventually(lambda: program.said.count("worker_started") == 2, what="both workers")
        assert "settings_doubtful" not in program.said

        surveys.write_text(right + "sample = 2\n")
        program.signal(signal.SIGHUP)
        eventually(lambda: "settings_refused" in program.said, what="the refusal")
        surveys.write_text(right + right.replace("new", "newer"))
        program.signal(signal.SIGHUP)
        eventually(lambda: program.said.count("surveys_reloaded") == 3, what="the new surveys")
        eventually(lambda: "survey newer: it is never used" in program.said, what="the doubt")

    assert program.said.count("settings_refused") == 1


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("PORT", "http", "PORT: must be a port number; for example PORT=8000"),
        (
            "WEB_CONCURRENCY",
            "lots",
            "WEB_CONCURRENCY: must be a whole number from 1; for example WEB_CONCURRENCY=2",
        ),
    ],
)
def test_settings_that_only_gunicorn_reads_end_it_with_2_too(around, tmp_path, name, value, fault):
    environment = {**around.environment, name: value}
    command = ["rating-survey", "serve", "--data", str(tmp_path / "data")]
    with Program(command, environment, tmp_path / "serve.log", folder=tmp_path) as program:
        code = program.wait()

    assert (code, program.said) == (2, f"{fault}\n")


def test_a_folder_that_can_not_be_made_is_told_in_one_line(around, tmp_path):
    (tmp_path / "file").touch()
    command = ["rating-survey", "serve", "--data", str(tmp_path / "file" / "data")]
    with Program(command, around.environment, tmp_path / "serve.log", folder=tmp_path) as program:
        code = program.wait()

    [line] = program.said.splitlines()
    assert (code, line) == (2, f"--data: {tmp_path}/file/data can't be used: Not a directory")


def test_without_settings_it_ends_with_2_and_never_speaks_of_redis(around, tmp_path):
    del around.environment["SECRET_KEY"]
    command = ["rating-survey", "serve", "--data", str(tmp_path / "data")]
    with Program(command, around.environment, tmp_path / "serve.log", folder=tmp_path) as program:
        code = program.wait()

    [fault] = program.said.splitlines()
    assert (code, fault.partition(":")[0]) == (2, "SECRET_KEY")
    assert not (tmp_path / "data").exists()


def test_a_port_that_is_taken_is_refused_in_one_line(around, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        environment = {**around.environment, "PORT": str(other.getsockname()[1])}
        command = ["rating-survey", "serve", "--data", str(tmp_path / "data")]
        with Program(command, environment, tmp_path / "serve.log", folder=tmp_path) as program:
            code = program.wait()

    assert code == 2
    assert program.said.startswith("PORT: ")
    assert "PORT=8080" in program.said


def events(program, name):
    """What it has logged under a name."""
    lines = (json.loads(line) for line in program.said.splitlines() if line.startswith("{"))
    return [line for line in lines if line["event"] == name]
