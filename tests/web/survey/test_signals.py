"""What the page tells of who sends it, and what it asks of nobody."""

import re

import pytest

from service.lifecycle.provenance import Signal

DRAWN_AT = 1_773_216_000  # 11 March 2026, 08:00 UTC


@pytest.fixture
def sent(customer, surveys, monkeypatch):
    """A function that sends an answer so many seconds after its page was drawn, by our clock."""

    def send(seconds, *, page="", **fields):
        monkeypatch.setattr("service.web.survey.nonce.time", lambda: DRAWN_AT)
        nonce = re.search(r'name="nonce" value="([^"]+)"', customer.opens(page).text)[1]
        monkeypatch.setattr("service.web.survey.signals.time", lambda: DRAWN_AT + seconds)
        customer.sends(nonce=nonce, rating="4", **fields)
        return surveys.provenances[-1]

    return send


def test_a_person_who_takes_their_time_gives_no_signal(sent):
    assert sent(20, website="").signals == frozenset()


def test_how_long_it_took_and_what_the_link_had_chosen_go_along(sent):
    provenance = sent(20.5, page="?rating=5")
    assert (provenance.drawn_at, provenance.took_ms) == (1_773_216_000_000, 20_500)
    assert provenance.preselected == 5


@pytest.mark.parametrize(("seconds", "signals"), [(1.9, {Signal.QUICK}), (2, set())])
def test_an_answer_within_two_seconds_is_a_signal(sent, seconds, signals):
    assert sent(seconds).signals == signals


def test_a_hidden_field_that_was_filled_in_is_a_signal(sent):
    assert sent(20, website="https://example.com").signals == {Signal.HIDDEN_FIELD}


def test_a_hidden_link_that_was_followed_is_a_signal(sent):
    assert sent(20, page="/more").signals == {Signal.HIDDEN_LINK}


def test_what_is_for_machines_is_hidden_from_everybody_else(customer):
    [hidden] = re.findall(r"<div hidden>.*?</div>", customer.opens().text, re.DOTALL)
    assert f'href="/s/{customer.token}/more"' in hidden
    assert 'name="website"' in hidden


def test_following_the_hidden_link_records_nothing(client, customer, surveys):
    assert client.get(f"/s/{customer.token}/more").status_code == 200
    assert surveys.recorded == []


def test_behind_the_hidden_link_an_answered_survey_says_what_is_recorded(client, customer):
    customer.sends(rating="4")
    page = client.get(f"/s/{customer.token}/more")
    assert (page.status_code, page.location) == (303, f"/s/{customer.token}")


def test_a_customer_is_thanked_whatever_speaks_against_them(customer):
    page = customer.sends(rating="4", website="https://example.com")
    assert page.location == f"/s/{customer.token}/thanks"


def test_a_change_tells_of_itself(visiting, asked, surveys):
    customer = visiting(asked(hold_ms=300_000))
    customer.sends(rating="4")
    customer.changes(rating="2", website="https://example.com")
    assert surveys.signals_of_changes == [{Signal.QUICK, Signal.HIDDEN_FIELD}]
