"""Whatever Redis does, web answers within three seconds, and accepts nothing it has not stored."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest
from outside import SECRET
from redis import Redis
from running_service import running_service
from slowly_loading_redis import SlowlyLoadingRedis
from survey_page import exchange, insist, send, visit
from waiting import eventually

from service.lifecycle.states import State
from service.sandbox.conversations import a_conversation
from service.sandbox.events import closed

SECONDS = 3 + 1  # one is for this machine, which may be busy with other things


@contextmanager
def refusing(redis):
    redis.kill()
    yield
    redis.restart()


@contextmanager
def full(redis):
    with Redis.from_url(redis.url) as client:
        client.config_set("maxmemory", 1)
        yield
        client.config_set("maxmemory", 0)


OUTAGES = {
    "refusing": refusing,
    "silent": SlowlyLoadingRedis.frozen,
    "full": full,
    "loading": SlowlyLoadingRedis.loading,
}


@pytest.fixture(scope="module")
def module_service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("service")
    with running_service(folder, redis=SlowlyLoadingRedis()) as service:
        yield service


@pytest.fixture(params=OUTAGES.values(), ids=OUTAGES.keys())
def outage(request, service):
    """A context without a Redis that would store anything."""
    return lambda: request.param(service.redis)


@pytest.fixture
def link(service):
    conversation = service.dixa.add(a_conversation())
    service.insist(closed(conversation))
    return service.link(conversation)


def post(service, event):
    url = f"{service.url}/webhooks/dixa"
    return exchange("POST", url, event.body, event.headers(SECRET), seconds=SECONDS)


def test_forty_requests_at_once_are_all_answered_within_three_seconds(service, outage, link):
    page = insist(lambda: visit(link), 200)  # a web process may still spare the Redis of before
    form = {**page.hidden, "rating": 4, "comment": "Please keep this"}
    events = [closed(a_conversation(requester_type="Member")) for _ in range(10)]
    with outage(), ThreadPoolExecutor(40) as crowd:
        told = [crowd.submit(post, service, event) for event in events]
        sent = [crowd.submit(send, link, form, seconds=SECONDS) for _ in range(10)]
        seen = [crowd.submit(visit, link, seconds=SECONDS) for _ in range(10)]
        well = [crowd.submit(visit, f"{service.url}/healthz", seconds=SECONDS) for _ in range(10)]

    for answered in (each.result() for each in told + sent):
        assert (answered.status, answered.headers["Retry-After"]) == (503, "10")
    assert all("Please keep this" in each.result().text for each in sent)
    assert {each.result().status for each in seen} <= {200, 503}
    assert {each.result().status for each in well} == {200}
    assert {service.insist(event).status for event in events} == {202}
    assert eventually(lambda: send(link, form).status == 303, what="a recorded answer")


def test_what_was_accepted_is_stored_and_the_workers_go_on_when_redis_is_back(service, outage):
    accepted, statuses, is_over = [], Counter(), Event()

    def tell():
        while not is_over.is_set():
            conversation = a_conversation(requester_type="Member")
            answered = post(service, closed(conversation))
            if answered.status == 202:
                accepted.append(conversation)
            statuses[answered.status] += 1

    with ThreadPoolExecutor(4) as tellers:
        told = [tellers.submit(tell) for _ in range(4)]
        try:
            eventually(lambda: statuses[202] > 20, what="events accepted before")
            with outage():
                eventually(lambda: statuses[503] > 4, what="events refused meanwhile")
            before = statuses[202]
            eventually(lambda: statuses[202] > before + 20, what="events accepted afterwards")
        finally:
            is_over.set()

    assert [each.result() for each in told] == [None] * 4
    assert statuses.keys() == {202, 503}
    for conversation in accepted:
        assert len(service.surveys(conversation)) == 1
    eventually(lambda: service.states(accepted[-1]) == [State.SUPPRESSED], what="the last decision")
    assert [worker.is_running for worker in service.workers] == [True]


def test_a_redis_that_stops_keeping_things_while_it_runs_is_given_nothing(service, link):
    page = insist(lambda: visit(link), 200)
    form = {**page.hidden, "rating": 4, "comment": "Please keep this"}

    def taken(_=None):
        return post(service, closed(a_conversation(requester_type="Member"))).status

    with Redis.from_url(service.redis.url) as client:
        client.config_set("appendonly", "no")
        # Each process looks for itself, every few seconds.
        eventually(lambda: set(map(taken, range(20))) == {503}, what="refusal")
        refused = send(link, form, seconds=SECONDS)
        client.config_set("appendonly", "yes")
    eventually(lambda: set(map(taken, range(20))) == {202}, what="acceptance")
    thanks = insist(lambda: send(link, form), 303)

    assert refused.status == 503
    assert "Please keep this" in refused.text
    assert thanks.leads_to.endswith("/thanks")
