"""`/s/<token>/change`: a deliberate step, while the answer is held."""

import re
from dataclasses import replace

import pytest

from service.lifecycle.states import State

MINUTE_MS = 60_000


@pytest.fixture
def answered(visiting, asked, surveys):
    """The customer of a survey that holds answers for five minutes, who has answered 4."""
    customer = visiting(asked(hold_ms=5 * MINUTE_MS))
    customer.sends(rating="4", comment="Quick & kind")
    return customer


@pytest.fixture
def submit(surveys):
    """A function after which the answer is on its way to Dixa."""

    def submit(customer):
        surveys.put(replace(surveys.find(customer.token), state=State.SUBMITTING))

    return submit


def recorded(surveys, customer):
    found = surveys.find(customer.token)
    return found.rating, found.comment


def squeezed(page) -> str:
    return re.sub(r"\s+", " ", page.text)


@pytest.mark.parametrize("path", ["", "/thanks"])
def test_the_page_of_a_held_answer_offers_to_change_it_and_says_how_long(client, answered, path):
    page = client.get(f"/s/{answered.token}{path}")
    assert f'href="/s/{answered.token}/change">Change my answer</a>' in page.text
    assert "5 minutes left" in page.text


def test_without_a_hold_there_is_nothing_to_change(customer):
    customer.sends(rating="4")
    assert "Change my answer" not in customer.opens().text
    assert customer.opens_change().location == f"/s/{customer.token}"


def test_the_form_shows_what_is_recorded_ready_to_be_changed(answered):
    page = answered.opens_change()
    assert page.status_code == 200
    assert 'value="4" required checked' in squeezed(page)
    assert ">\nQuick &amp; kind</textarea>" in page.text
    assert f'action="/s/{answered.token}/change"' in page.text
    assert "Keep my answer as it is" in page.text


def test_a_change_is_recorded_and_said(client, answered, surveys):
    page = answered.changes(rating="2", comment="")
    assert (page.status_code, page.location) == (303, f"/s/{answered.token}/changed")
    assert recorded(surveys, answered) == (2, None)
    assert "Your answer is changed." in client.get(page.location).text


def test_a_change_that_is_sent_twice_is_one(answered, surveys):
    nonce = re.search(r'name="nonce" value="([^"]+)"', answered.opens_change().text)[1]
    pages = [answered.changes(nonce=nonce, rating="2") for _ in range(2)]
    assert [page.location for page in pages] == [f"/s/{answered.token}/changed"] * 2
    assert surveys.find(answered.token).changes == 1


def test_the_first_form_sent_again_does_not_undo_a_change(visiting, asked, surveys):
    customer = visiting(asked(hold_ms=5 * MINUTE_MS))
    nonce = customer.nonce()
    customer.sends(nonce=nonce, rating="4")
    customer.changes(rating="2")
    page = customer.sends(nonce=nonce, rating="4")
    assert page.location == f"/s/{customer.token}"
    assert recorded(surveys, customer) == (2, None)


def test_of_two_open_tabs_the_first_change_wins_and_the_other_is_shown_it(answered, surveys):
    nonces = [
        re.search(r'name="nonce" value="([^"]+)"', answered.opens_change().text)[1]
        for _ in range(2)
    ]
    answered.changes(nonce=nonces[0], rating="2")
    page = answered.changes(nonce=nonces[1], rating="1")
    assert (page.status_code, page.location) == (303, f"/s/{answered.token}")
    assert recorded(surveys, answered) == (2, None)


def test_the_nonce_of_the_first_page_changes_nothing(visiting, asked, surveys):
    customer = visiting(asked(hold_ms=5 * MINUTE_MS))
    nonce = customer.nonce()
    customer.sends(nonce=nonce, rating="4")
    page = customer.changes(nonce=nonce, rating="2")
    assert page.status_code == 422
    assert recorded(surveys, customer) == (4, None)


def test_a_fault_in_the_change_is_named_and_what_was_typed_kept(answered, surveys):
    page = answered.changes(comment="Second thoughts")
    assert page.status_code == 422
    assert '<a href="#rating-1">Choose one of the five answers.</a>' in page.text
    assert ">\nSecond thoughts</textarea>" in page.text
    assert f'action="/s/{answered.token}/change"' in page.text
    assert recorded(surveys, answered) == (4, "Quick & kind")


def test_without_the_record_the_change_comes_back_with_what_was_typed(answered, surveys):
    nonce = re.search(r'name="nonce" value="([^"]+)"', answered.opens_change().text)[1]
    surveys.is_away = True
    page = answered.changes(nonce=nonce, rating="2", comment="Second thoughts")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "10")
    assert 'value="2" required checked' in squeezed(page)
    assert ">\nSecond thoughts</textarea>" in page.text
    surveys.is_away = False
    again = answered.changes(nonce=nonce, rating="2", comment="Second thoughts")
    assert again.location == f"/s/{answered.token}/changed"


def test_once_it_is_on_its_way_the_page_says_that_it_can_not_be_changed(answered, submit):
    submit(answered)
    page = answered.opens()
    assert "can’t be changed any more" in page.text
    assert "Change my answer" not in page.text
    assert answered.opens_change().location == f"/s/{answered.token}"


@pytest.mark.parametrize("rating", ["2", ""])
def test_a_change_that_comes_too_late_leads_to_what_is_recorded_and_gives_the_comment_back(
    answered, submit, surveys, rating
):
    nonce = re.search(r'name="nonce" value="([^"]+)"', answered.opens_change().text)[1]
    submit(answered)
    without = answered.changes(nonce=nonce, rating=rating)
    with_comment = answered.changes(nonce=nonce, rating=rating, comment="Second thoughts")
    assert (without.status_code, without.location) == (303, f"/s/{answered.token}")
    assert with_comment.status_code == 409
    assert "Second thoughts" in with_comment.text
    assert recorded(surveys, answered) == (4, "Quick & kind")


def test_there_is_nothing_to_change_before_an_answer(customer, surveys):
    assert customer.opens_change().location == f"/s/{customer.token}"
    assert customer.changes(nonce="forged", rating="2").location == f"/s/{customer.token}"
    assert surveys.recorded == []


def test_nothing_is_said_to_be_changed_that_was_not(client, answered):
    assert client.get(f"/s/{answered.token}/changed").location == f"/s/{answered.token}"


def test_another_site_can_not_change_the_answer(client, answered, surveys):
    nonce = re.search(r'name="nonce" value="([^"]+)"', answered.opens_change().text)[1]
    page = client.post(
        f"/s/{answered.token}/change",
        data={"nonce": nonce, "rating": "1"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert page.status_code == 403
    assert recorded(surveys, answered) == (4, "Quick & kind")


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_token_of_nobody_has_nothing_to_change(client, method):
    assert getattr(client, method)("/s/never/change").status_code == 404
