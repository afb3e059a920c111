"""Never being asked again; the customers are those of a real Redis."""

import re
from dataclasses import replace

import pytest

from service.lifecycle.connection import web_redis
from service.lifecycle.customers import Customers
from service.lifecycle.errors import StoreUnavailable
from service.lifecycle.states import State
from service.web.app import create_app

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
HERE_AND_GONE = [
    {},
    {"state": State.EXPIRED},
    {"state": State.SUPERSEDED, "successor": "survey-2"},
    {"state": State.SUBMITTED, "answered_at": 1, "rating": 5},
    {"state": State.PARKED, "parked_from": State.SUBMITTING},
    {"state": State.SUPPRESSED, "reason": "dropped by hand"},
    {"state": State.SUPERSEDED},
    {"state": State.CANCELLED},
]


@pytest.fixture
def customers(redis):
    return Customers(redis)


@pytest.fixture
def client(settings, parts, customers):
    return create_app(settings, replace(parts, customers=customers)).test_client()


@pytest.fixture
def survey(asked):
    return asked()


@pytest.fixture
def path(surveys, survey):
    return f"/s/{surveys.put(survey)}/unsubscribe"


def test_a_mail_program_unsubscribes_its_user_with_one_request(client, customers, survey, path):
    answer = client.post(path, data=ONE_CLICK)

    assert answer.status_code == 200
    assert "We will not ask you again" in answer.text
    assert customers.is_opted_out(survey.closing)


def test_a_customer_does_the_same_with_one_button(client, customers, survey, path):
    page = client.get(path)

    assert page.status_code == 200
    assert '<button type="submit">Stop asking me</button>' in page.text
    client.post(path)
    assert customers.is_opted_out(survey.closing)


def test_the_button_goes_on_in_the_language_that_the_link_asked_for(client, path):
    page = client.get(f"{path}?lang=da")

    assert f'<form method="post" action="{path}?lang=da">' in page.text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_whoever_only_looks_stops_nothing(client, redis, path, method):
    client.open(path, method=method)

    assert redis.keys() == []


def test_once_more_is_harmless_and_the_first_time_stays(client, redis, path):
    client.post(path, data=ONE_CLICK)
    before = {key: redis.hgetall(key) for key in redis.scan_iter()}

    assert client.post(path, data=ONE_CLICK).status_code == 200
    assert {key: redis.hgetall(key) for key in redis.scan_iter()} == before


def test_who_comes_again_is_told_that_it_is_done_and_nothing_is_written(client, redis, path):
    client.post(path)
    before = redis.hgetall(*redis.keys())

    page = client.get(path)

    assert "We will not ask you again" in page.text
    assert "<button" not in page.text
    assert redis.hgetall(*redis.keys()) == before


def test_who_wants_no_more_questions_may_still_answer_the_one_they_have(client, surveys, path):
    client.post(path)
    address = path.removesuffix("/unsubscribe")

    nonce = re.search(r'name="nonce" value="([^"]+)"', client.get(address).text)[1]
    client.post(address, data={"nonce": nonce, "rating": "4"})

    assert surveys.recorded == [("survey-1", 4, None)]


@pytest.mark.parametrize("changes", HERE_AND_GONE)
def test_any_link_that_a_customer_ever_got_will_do(client, customers, surveys, asked, changes):
    survey = asked(**changes)

    answer = client.post(f"/s/{surveys.put(survey)}/unsubscribe")

    assert answer.status_code == 200
    assert customers.is_opted_out(survey.closing)


def test_the_button_is_there_too_though_the_survey_was_given_up(client, surveys, asked):
    path = f"/s/{surveys.put(asked(state=State.SUPPRESSED, reason='dropped by hand'))}"

    assert client.get(path).status_code == 404
    assert "Stop asking me" in client.get(f"{path}/unsubscribe").text


def test_other_customers_are_still_asked(client, customers, survey, path):
    client.post(path)

    other = replace(survey.closing, customer=replace(survey.closing.customer, id="other"))
    assert not customers.is_opted_out(other)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_token_that_leads_nowhere_is_the_same_as_everywhere(client, redis, method):
    answer = client.open("/s/never/unsubscribe", method=method)

    assert answer.status_code == 404
    assert redis.keys() == []


def test_without_the_store_the_mail_program_is_asked_to_come_back(client, customers, path):
    def fail(*_):
        raise StoreUnavailable("away")

    customers.opt_out = fail

    answer = client.post(path, data=ONE_CLICK)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")


def test_without_the_store_nobody_is_told_anything_of_it(settings, parts, path):
    away = replace(parts, customers=Customers(web_redis("redis://127.0.0.1:1")))

    assert create_app(settings, away).test_client().get(path).status_code == 503


def test_more_than_such_a_form_ever_says_is_refused(client, redis, path):
    assert client.post(path, data=b"x" * 5000).status_code == 413
    assert redis.keys() == []


def test_the_button_speaks_the_language_that_was_asked_for(client, path):
    page = client.get(f"{path}?lang=da")

    assert 'lang="da"' in page.text
    assert "Stop asking me" not in page.text
