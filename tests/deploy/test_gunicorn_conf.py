import json
import subprocess
from http.client import HTTPConnection

import pytest
from redis import Redis

from service.embedded_redis.server import EmbeddedRedis
from service.sandbox.conversations import a_conversation
from service.sandbox.events import closed, post
from service.settings import SettingsError, load_settings

GOOD = {
    "DIXA_API_TOKEN": "token",
    "DIXA_WEBHOOK_SECRET": "00ff",
    "PUBLIC_URL": "https://surveys.example.com",
    "SECRET_KEY": "a key that signs in tests and nowhere else",
    "REDIS_URL": "redis://127.0.0.1:1",
}

UNSAFE = {"ALLOW_UNSAFE_REDIS": "true"}


@pytest.fixture
def run(gunicorn, root):
    """Run the web command to its end; keyword arguments are the environment."""
    command, environ = gunicorn

    def run(*arguments, **settings):
        return subprocess.run(
            [*command, *arguments],
            cwd=root,
            env=environ | settings,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_without_settings_it_ends_with_code_2_and_a_line_for_each_fault(run):
    ended = run()
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.splitlines() == faults_of({})


def test_a_wrong_port_is_named_beside_the_other_faults(run):
    settings = GOOD | {"SECRET_KEY": "short", "PORT": "http"}
    ended = run(**settings)
    assert ended.returncode == 2
    assert ended.stderr.splitlines() == [
        "PORT: must be a port number; for example PORT=8000",
        *faults_of(settings),
    ]


def test_serving_with_no_process_at_all_is_refused(run):
    ended = run(**GOOD | {"WEB_CONCURRENCY": "0"})

    assert (ended.returncode, ended.stderr) == (
        2,
        "WEB_CONCURRENCY: must be a whole number from 1; for example WEB_CONCURRENCY=2\n",
    )


def test_a_redis_that_would_lose_what_it_confirmed_stops_the_start(run):
    with EmbeddedRedis() as server, Redis.from_url(server.url) as redis:
        redis.config_set("appendfsync", "everysec")
        ended = run(**GOOD | {"REDIS_URL": server.url})
        wanted = run("--check-config", **GOOD | {"REDIS_URL": server.url} | UNSAFE)
    assert ended.returncode == 2
    assert ended.stderr == (
        "REDIS_URL: it persists too late (everysec): set `appendfsync always`,"
        " or ALLOW_UNSAFE_REDIS=true\n"
    )
    assert wanted.returncode == 0


@pytest.mark.parametrize(
    ("environ", "bind"),
    [
        ({}, "['127.0.0.1:8000']"),
        ({"PORT": ""}, "['127.0.0.1:8000']"),
        ({"PORT": "5050"}, "['0.0.0.0:5050']"),
    ],
)
def test_it_listens_for_everybody_only_when_given_a_port(run, environ, bind):
    shown = configuration(run("--print-config", **GOOD | environ))
    assert shown["bind"] == bind


def test_it_serves_with_threads_in_two_processes_and_opens_nothing_before_the_fork(run):
    shown = configuration(run("--print-config", **GOOD))
    assert (shown["worker_class"], shown["workers"]) == ("gthread", "2")
    assert (shown["preload_app"], shown["control_socket_disable"]) == ("False", "True")


def test_the_platform_chooses_the_number_of_processes(run):
    shown = configuration(run("--print-config", **GOOD | {"WEB_CONCURRENCY": "5"}))
    assert shown["workers"] == "5"


def test_it_serves_and_is_healthy(web):
    assert get(web, "/healthz") == (200, b"ok\n")


def test_an_event_goes_in_once(web):
    event = closed(a_conversation())
    statuses = [
        post(event, f"{web.url}/webhooks/dixa", secret=web.secret).json()["status"]
        for _ in range(2)
    ]
    assert statuses == ["accepted", "duplicate"]


def test_without_redis_it_stays_healthy_is_not_ready_and_accepts_nothing(start_web):
    with start_web(REDIS_URL="redis://127.0.0.1:1") as web:
        event = closed(a_conversation())
        answer = post(event, f"{web.url}/webhooks/dixa", secret=web.secret)
        statuses = [get(web, "/healthz")[0], get(web, "/readyz")[0], answer.status]
    assert statuses == [200, 503, 503]


def test_a_webhook_secret_that_can_be_guessed_is_warned_of_and_never_told(start_web, web):
    with start_web(REDIS_URL="redis://127.0.0.1:1", DIXA_WEBHOOK_SECRET="00ffa7") as careless:
        get(careless, "/healthz")
        said = careless.log.read_text()

    lines = [json.loads(line) for line in said.splitlines()]
    [warning] = [line for line in lines if line["event"] == "webhook_secret_short"]
    assert warning["level"] == "warning"
    assert warning["remedy"] == "`rating-survey webhook create` prints Dixa's"
    assert "00ffa7" not in said
    assert "webhook_secret_short" not in web.log.read_text()


def test_it_ends_in_good_order_when_told_to(start_web):
    with start_web(REDIS_URL="redis://127.0.0.1:1") as web:
        get(web, "/healthz")
        web.process.terminate()
        assert web.process.wait() == 0


def test_its_log_is_json_and_never_holds_a_survey_link(web):
    token = "a-survey-token-of-forty-three-characters-xx"
    get(web, f"/s/{token}?rating=5")
    lines = web.log.read_text().splitlines()
    assert {"event", "level", "timestamp"} <= json.loads(lines[0]).keys()
    assert token not in "".join(lines)


def faults_of(environ):
    try:
        load_settings(environ)
    except SettingsError as error:
        return list(error.faults)
    return []


def configuration(ended):
    pairs = (line.partition("=") for line in ended.stdout.splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}


def get(web, path):
    connection = HTTPConnection(web.host, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body
