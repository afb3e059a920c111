"""Ten surveys while one part of the service is killed again and again: each still ends once."""

import os
import random
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event

import pytest
from survey_page import insist, send, visit

from service.sandbox.conversations import a_conversation
from service.sandbox.events import closed

KINDS = (({"channel": "EMAIL"}, 5), ({"channel": "WIDGET_CHAT"}, 0), ({"queue": "Sales"}, 10))
AT_ONCE = 4
KILLS = 5
MOST_CALLS_BETWEEN_KILLS = 5  # ten surveys make thirty calls or more, so that none comes too late
LONGEST_DELAY_SECONDS = 0.1


def kill_web(service):
    service.web.kill()
    service.web.start()


def kill_a_process_of_web(service):
    """Gunicorn itself starts another."""
    [*_, latest] = re.findall(r"Booting worker with pid: (\d+)", service.web.said)
    with suppress(ProcessLookupError):
        os.kill(int(latest), signal.SIGKILL)


def kill_a_worker(service):
    worker = random.choice(service.workers)
    worker.kill()
    worker.start()


def kill_redis(service):
    service.redis.kill()
    service.redis.restart()


VICTIMS = (kill_web, kill_a_process_of_web, kill_a_worker, kill_redis)


@pytest.fixture
def live(service):
    """The whole life of a conversation, with a Dixa and a customer who do not give up."""

    def live(conversation, rating):
        service.dixa.add(conversation)
        service.insist(closed(conversation))
        link = service.link(conversation)
        page = insist(lambda: visit(link), 200)
        insist(lambda: send(link, {**page.hidden, "rating": rating}), 303)
        service.wait_until_submitted(conversation)

    return live


@pytest.mark.parametrize("kill", [pytest.param(kill, id=kill.__name__) for kill in VICTIMS])
def test_ten_surveys_end_exactly_once_though_processes_are_killed(service, live, kill):
    dixa, chance = service.dixa, random.Random(kill.__name__)
    kinds = [KINDS[number % 3] for number in range(10)]
    conversations = [a_conversation(**traits) for traits, _ in kinds]
    ratings = [rating for _, rating in kinds]

    with ThreadPoolExecutor(AT_ONCE) as crowd:
        lives = [crowd.submit(live, *each) for each in zip(conversations, ratings, strict=True)]
        calls = len(dixa.calls())
        for _ in range(KILLS):
            calls += chance.randint(1, MOST_CALLS_BETWEEN_KILLS)
            dixa.wait_until(lambda calls=calls: len(dixa.calls()) >= calls)
            Event().wait(chance.uniform(0, LONGEST_DELAY_SECONDS))
            kill(service)

    assert [each.result() for each in lives] == [None] * 10
    assert [len(dixa.offers(each)) for each in conversations] == [1] * 10
    submissions = [dixa.submissions(each) for each in conversations]
    assert [[call.body["ratingResult"]["value"] for call in each] for each in submissions] == [
        [rating] for rating in ratings
    ]
