"""New surveys for the web: a real gunicorn, told by SIGHUP while events come in."""

import signal
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import monotonic, sleep

import pytest

from service.sandbox.conversations import a_conversation
from service.sandbox.events import closed, post

SURVEY = '[[survey]]\nname = "{name}"\nrating = "Csat"\n'


@pytest.fixture
def surveys_file(tmp_path):
    file = tmp_path / "surveys.toml"
    file.write_text(SURVEY.format(name="old"))
    return file


@pytest.fixture
def web(start_web, redis_url, surveys_file):
    with start_web(REDIS_URL=redis_url, SURVEYS_FILE=str(surveys_file)) as running:
        knock(running)
        yield running


def knock(web):
    return post(closed(a_conversation()), f"{web.url}/webhooks/dixa", secret=web.secret).status


def wait_for(web, word, *, times=1):
    deadline = monotonic() + 30
    while web.log.read_text().count(word) < times:
        assert monotonic() < deadline, web.log.read_text()
        sleep(0.05)


def test_no_event_is_lost_while_the_surveys_are_read_again(web, surveys_file):
    statuses, is_over = [], Event()

    def keep_knocking():
        while not is_over.is_set():
            statuses.append(knock(web))

    with ThreadPoolExecutor(4) as crowd:
        knocking = [crowd.submit(keep_knocking) for _ in range(4)]
        for number in (1, 2):
            surveys_file.write_text(SURVEY.format(name=f"new {number}"))
            web.process.send_signal(signal.SIGHUP)
            wait_for(web, f"new {number}")
            known = len(statuses)
            while len(statuses) < known + 40:
                sleep(0.05)
        is_over.set()

    assert [each.exception() for each in knocking] == [None] * 4
    assert set(statuses) == {202}


def test_a_file_with_a_fault_is_refused_and_the_web_goes_on(web, surveys_file):
    surveys_file.write_text(SURVEY.format(name="new") + "sample = 2\n")

    web.process.send_signal(signal.SIGHUP)
    wait_for(web, "settings_refused")

    assert "sample: must be a number from 0 to 1" in web.log.read_text()
    wait_for(web, "Booting worker", times=4)
    assert {knock(web) for _ in range(20)} == {202}
    assert web.process.poll() is None
