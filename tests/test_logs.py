"""What is logged, and what never is."""

import json
import logging
import re
import subprocess
import sys
from http.client import HTTPConnection

import pytest
import structlog

from service.logs import configure_logging

TOKEN = "Zk3_q-" + "a1B2" * 9 + "c"


@pytest.fixture
def logged(capsys):
    """Read what has been logged since; what the test set up is taken down again."""
    root = logging.getLogger()
    before = (root.level, root.handlers[:])

    def lines():
        return capsys.readouterr().err.splitlines()

    yield lines
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    structlog.reset_defaults()


def test_an_event_is_one_line_of_json_with_its_ids_as_fields(logged):
    configure_logging("json", "info")

    structlog.get_logger("service.web").info("survey_answered", survey="s-1", note="two\nlines")

    (line,) = logged()
    event = json.loads(line)
    assert event.pop("timestamp").endswith("Z")
    assert event == {
        "level": "info",
        "event": "survey_answered",
        "logger": "service.web",
        "survey": "s-1",
        "note": "two\nlines",
    }


def test_a_librarys_line_looks_like_ours(logged):
    configure_logging("json", "info")

    logging.getLogger("urllib3").warning("Retrying %s", "GET")

    (line,) = logged()
    event = json.loads(line)
    assert event["event"] == "Retrying GET"
    assert (event["level"], event["logger"]) == ("warning", "urllib3")


def test_ids_bound_to_a_request_stand_on_every_line_of_it(logged):
    configure_logging("json", "info")

    with structlog.contextvars.bound_contextvars(survey="s-1"):
        structlog.get_logger().info("offer_created")
        logging.getLogger("rq").info("done")

    assert [json.loads(line)["survey"] for line in logged()] == ["s-1", "s-1"]


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_less_than_the_level_is_not_logged(logged, log_format):
    configure_logging(log_format, "warning")

    structlog.get_logger().info("not_worth_a_line")

    assert logged() == []


def test_people_get_a_plain_line_where_there_are_no_colours(logged):
    configure_logging("console", "info")

    structlog.get_logger().info("survey_answered", survey="s-1")

    (line,) = logged()
    assert "[info     ] survey_answered" in line
    assert line.endswith("survey=s-1")


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_an_error_is_told_without_the_values_of_variables(logged, log_format):
    configure_logging(log_format, "info")
    password = "hidden"

    try:
        password.index("y")
    except ValueError:
        structlog.get_logger().exception("it_broke")

    text = "\n".join(logged())
    assert "Traceback" in text
    assert "ValueError: substring not found" in text
    assert "hidden" not in text


@pytest.mark.parametrize("log_format", ["json", "console"])
@pytest.mark.parametrize(
    "place", ["/s/{}", "https://a.example/s/{}?rating=5", "next=%2Fs%2F{}", "/S/{}x", "a\n/s/{}\n"]
)
def test_the_token_of_a_survey_link_is_never_logged(logged, log_format, place):
    configure_logging(log_format, "info")
    path = place.format(TOKEN)

    try:
        {}[path]
    except KeyError:
        structlog.get_logger().exception("survey_failed", path=path, nested={"paths": [path]})
    logging.getLogger("werkzeug").info("GET %s", path)

    text = "\n".join(logged())
    assert text.count("<token>") == 4
    assert TOKEN not in text


APPLICATION = """
import structlog

def app(environ, start_response):
    structlog.get_logger().info("visited", path=environ["RAW_URI"])
    start_response("200 OK", [("Content-Length", "0")])
    return []
"""
CONFIGURATION = """
from service.logs import gunicorn_logconfig

bind = "127.0.0.1:0"
control_socket_disable = True
logconfig_dict = gunicorn_logconfig("json", "info")
"""


def test_gunicorn_logs_as_we_do_and_keeps_no_list_of_visits(tmp_path):
    (tmp_path / "visited.py").write_text(APPLICATION)
    (tmp_path / "gunicorn.conf.py").write_text(CONFIGURATION)
    command = [sys.executable, "-m", "gunicorn", "visited:app"]

    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as gunicorn:
        events = []
        try:
            for line in gunicorn.stderr:
                events.append(json.loads(line))
                if "Listening at" in line:
                    visit(events[-1]["event"])
                if events[-1]["event"] == "visited":
                    gunicorn.terminate()
        finally:
            gunicorn.kill()

    paths = [event["path"] for event in events if event["event"] == "visited"]
    assert paths == ["/s/<token>?rating=5"]
    assert {event["logger"] for event in events} == {"gunicorn.error", "visited"}


def visit(announcement):
    port = int(re.search(r"http://127\.0\.0\.1:(\d+)", announcement)[1])
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", f"/s/{TOKEN}?rating=5")
    connection.getresponse().read()
    connection.close()
