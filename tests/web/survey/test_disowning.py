"""`POST /s/<token>/not-me`: the rating is not theirs."""

from dataclasses import replace

import pytest

from service.lifecycle.states import State


@pytest.fixture
def answered(visiting, asked):
    customer = visiting(asked(hold_ms=300_000))
    customer.sends(rating="4", comment="Not by me")
    return customer


def test_an_answer_that_is_held_is_removed_and_the_survey_is_open_again(client, answered, surveys):
    page = answered.disowns()
    assert (page.status_code, page.location) == (303, f"/s/{answered.token}/withdrawn")
    assert "That answer is removed." in client.get(page.location).text
    assert surveys.find(answered.token).rating is None
    answered.sends(rating="1")
    assert surveys.find(answered.token).rating == 1


def test_the_wish_sent_twice_spares_the_answer_given_after_it(answered, surveys):
    nonce = answered.nonce()
    answered.disowns(nonce=nonce)
    answered.sends(rating="1")
    answered.disowns(nonce=nonce)
    assert surveys.find(answered.token).rating == 1


def test_what_is_on_its_way_stays_and_the_page_says_so_honestly(client, answered, surveys):
    surveys.put(replace(surveys.find(answered.token), state=State.SUBMITTED))
    assert "It can’t be taken back any more" in answered.opens().text
    page = client.get(answered.disowns().location)
    assert "You told us that you did not give this rating." in page.text
    assert "This rating is not mine" not in page.text
    assert "<dt>" not in page.text  # nothing is called theirs
    assert "You don’t need to do anything" not in page.text
    assert surveys.find(answered.token).rating == 4
    assert surveys.find(answered.token).disowned_at is not None


def test_of_one_that_waits_for_the_team_nothing_is_said_to_be_passed_on(client, answered, surveys):
    parked = {"state": State.PARKED, "parked_from": State.ANSWERED, "hold_ms": 0}
    surveys.put(replace(surveys.find(answered.token), **parked))
    page = answered.opens().text
    assert "Your answer is recorded." in page
    assert "We will remove it, and you can give your own." in page
    assert "passed on" not in page


@pytest.mark.parametrize("nonce", ["", "forged"])
def test_without_the_nonce_of_that_page_nothing_is_removed(answered, surveys, nonce):
    page = answered.disowns(nonce=nonce)
    assert (page.status_code, page.location) == (303, f"/s/{answered.token}")
    assert surveys.find(answered.token).rating == 4


def test_the_nonce_of_the_survey_itself_removes_nothing(visiting, asked, surveys):
    customer = visiting(asked(hold_ms=300_000))
    nonce = customer.nonce()
    customer.sends(nonce=nonce, rating="4")
    customer.disowns(nonce=nonce)
    assert surveys.find(customer.token).rating == 4


def test_nothing_is_said_to_be_removed_that_was_not(client, answered):
    assert client.get(f"/s/{answered.token}/withdrawn").location == f"/s/{answered.token}"


def test_without_the_record_the_page_asks_to_try_again(answered, surveys):
    nonce = answered.nonce()
    surveys.is_away = True
    assert answered.disowns(nonce=nonce).status_code == 503


def test_another_site_can_not_disown_an_answer(client, answered, surveys):
    page = client.post(
        f"/s/{answered.token}/not-me",
        data={"nonce": answered.nonce()},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert page.status_code == 403
    assert surveys.find(answered.token).rating == 4
