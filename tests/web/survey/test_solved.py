"""The question beside the rating: whether the problem was solved."""

import re
from dataclasses import replace

import pytest

from service.lifecycle.states import State
from service.ratings import RatingType
from service.rules.survey_rule import SurveyRule
from service.web.app import create_app


@pytest.fixture
def asked_both(settings, parts, customer):
    """The customer of a survey that also asks whether the problem was solved."""
    rule = SurveyRule(name="support", rating=RatingType.CSAT, ask_solved=True)
    own = replace(settings, surveys=(rule,))
    app = create_app(own, replace(parts, settings=own))
    return replace(customer, client=app.test_client())


@pytest.mark.parametrize(("said", "solved"), [("yes", True), ("no", False)])
def test_what_the_customer_says_is_recorded_and_shown(asked_both, surveys, said, solved):
    page = asked_both.client.get(asked_both.sends(rating="4", solved=said).location)
    assert surveys.find(asked_both.token).solved is solved
    assert said.title() in shown(page)


@pytest.mark.parametrize("said", ["", "maybe", "1", "true", "YES"])
def test_nothing_has_to_be_said(asked_both, surveys, said):
    page = asked_both.client.get(asked_both.sends(rating="4", solved=said).location)
    assert surveys.find(asked_both.token).solved is None
    assert "Was your problem solved?" not in shown(page)


def test_what_was_said_is_kept_where_something_else_is_to_be_mended(asked_both):
    page = asked_both.sends(solved="no")
    assert page.status_code == 422
    assert re.search(r'value="no"\s+checked', page.text)
    assert not re.search(r'value="yes"\s+checked', page.text)


def test_a_change_begins_with_what_was_said(asked_both, surveys, asked):
    surveys.put(asked(hold_ms=300_000))
    asked_both.sends(rating="4", solved="no")
    page = asked_both.client.get(f"/s/{asked_both.token}/change")
    assert re.search(r'value="no"\s+checked', page.text)


def test_without_the_record_it_is_kept_too(asked_both, surveys):
    nonce = asked_both.nonce()
    surveys.is_away = True
    page = asked_both.sends(nonce=nonce, rating="4", solved="yes")
    assert page.status_code == 503
    assert re.search(r'value="yes"\s+checked', page.text)


def test_it_is_asked_only_where_the_survey_says_so(asked_both, customer):
    assert "Was your problem solved?" in asked_both.opens().text
    assert "Was your problem solved?" not in customer.opens().text


def test_a_survey_that_does_not_ask_shows_none(visiting, asked):
    page = visiting(asked(state=State.ANSWERED, answered_at=1, rating=4)).opens()
    assert "Was your problem solved?" not in page.text


def shown(page) -> list[str]:
    return re.findall(r"<d[td][^>]*>\s*(.*?)\s*</d", page.text)
