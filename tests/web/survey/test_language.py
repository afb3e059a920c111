"""Every page speaks one language, and stays with it to the end of the visit."""

import re
from dataclasses import replace

import pytest

from service.lifecycle.states import State
from service.ratings import RatingType
from service.rules.survey_rule import SurveyRule
from service.web.app import create_app

LONG_AGO = 1_700_000_000_000  # 14 November 2023
DANISH = {"Accept-Language": "da-DK,da;q=0.9,en;q=0.8"}
ARABIC = {"Accept-Language": "ar"}


def spoken(page) -> str:
    return re.search(r'<html lang="([^"]+)" dir="([^"]+)">', page.text).groups()


def test_the_page_speaks_the_language_that_the_browser_asks_for(customer):
    page = customer.opens(headers=DANISH)
    assert spoken(page) == ("da", "ltr")
    assert "Hvordan var hjælpen fra Mia?" in page.text
    assert "afsluttet den 21. november" in page.text
    assert "Send mit svar" in page.text


def test_a_language_in_the_link_wins(customer):
    assert spoken(customer.opens("?lang=ar", headers=DANISH)) == ("ar", "rtl")


def test_the_language_of_the_conversation_comes_before_the_browsers(visiting, asked):
    customer = visiting(asked(language="ar"))

    assert spoken(customer.opens(headers=DANISH)) == ("ar", "rtl")
    assert spoken(customer.opens("?lang=da", headers=ARABIC)) == ("da", "ltr")


def test_a_conversation_in_a_language_that_is_not_offered_is_passed_over(visiting, asked):
    assert spoken(visiting(asked(language="tlh")).opens(headers=DANISH)) == ("da", "ltr")


@pytest.mark.parametrize("lang", ["", "xx", "x_DK_%00", "%3Cb%3E", "x" * 3000])
def test_a_language_that_is_none_is_passed_over(customer, lang):
    page = customer.opens(f"?lang={lang}x", headers=ARABIC)
    assert (page.status_code, spoken(page)) == (200, ("ar", "rtl"))


def test_a_language_that_the_browser_refuses_is_not_spoken(customer):
    assert spoken(customer.opens(headers={"Accept-Language": "da;q=0"})) == ("en", "ltr")


def test_a_survey_is_offered_in_its_own_languages_only(offered_in, customer_of):
    customer = customer_of(offered_in("da", "en"))
    assert spoken(customer.opens(headers=ARABIC)) == ("da", "ltr")
    assert spoken(customer.opens("?lang=ar", headers={"Accept-Language": "en"})) == ("en", "ltr")


def test_the_rules_own_question_is_asked_in_its_language_only(offered_in, customer_of):
    rule = replace(offered_in("en", "da"), question={"da": "Gik det godt?"})
    customer = customer_of(rule)
    assert "Gik det godt?" in customer.opens("?lang=da").text
    assert "How was the help you got from Mia?" in customer.opens("?lang=en").text


def test_the_switch_leads_to_the_same_page_in_each_language_with_the_choice_kept(customer):
    page = customer.opens("?rating=4&lang=da")
    assert 'href="?rating=4&amp;lang=ar"' in page.text
    assert "العربية" in page.text
    assert re.search(r'lang="da" hreflang="da" aria-current=true>Dansk', page.text)


def test_a_survey_in_one_language_has_no_switch(offered_in, customer_of):
    assert "hreflang" not in customer_of(offered_in("da")).opens().text


def test_faults_are_told_in_the_language_of_the_page(client, customer):
    page = client.post(action_of(customer.opens("?lang=da")), data={"comment": "x" * 2001})
    assert (page.status_code, spoken(page)) == (422, ("da", "ltr"))
    assert "Vælg et af de fem svar." in page.text
    assert "Forkort din kommentar til 2.000 tegn. Nu er den på 2.001." in page.text
    assert "<title>Fejl: Hvordan var hjælpen fra Mia? – Example</title>" in page.text


def test_a_page_with_faults_has_no_switch_that_would_lose_what_was_typed(customer):
    assert "hreflang" not in customer.sends(comment="Quick & kind").text


def test_the_thanks_are_in_the_language_of_the_page(client, customer):
    form = {"nonce": customer.nonce(), "rating": "4"}
    sent = client.post(action_of(customer.opens("?lang=da")), data=form)
    page = client.get(sent.location)
    assert spoken(page) == ("da", "ltr")
    assert "Mia og teamet har fået dit svar." in page.text
    assert "Tilfreds" in page.text


def test_without_the_record_the_page_comes_back_in_its_language(
    client, offered_in, customer_of, surveys
):
    customer = customer_of(offered_in("da"))
    nonce = customer.nonce()
    surveys.is_away = True
    page = customer.sends(nonce=nonce, rating="4")
    assert (page.status_code, spoken(page)) == (503, ("da", "ltr"))
    assert "Vi kunne ikke gemme dit svar lige nu." in page.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": State.EXPIRED, "expires_at": LONG_AGO}, "lukket den 14. november."),
        ({"state": State.ANSWERED, "answered_at": 1, "rating": 4}, "Du har allerede svaret."),
    ],
)
def test_every_other_page_speaks_it_too(visiting, asked, changes, words):
    page = visiting(asked(**changes)).opens(headers=DANISH)
    assert spoken(page) == ("da", "ltr")
    assert words in page.text


@pytest.mark.parametrize(("path", "status"), [("/s/never", 404), ("/s/never/thanks", 404)])
def test_errors_speak_the_language_of_the_browser(client, path, status):
    page = client.get(path, headers=ARABIC)
    assert (page.status_code, spoken(page)) == (status, ("ar", "rtl"))
    assert "لا يمكننا العثور على هذه الصفحة" in page.text


def test_an_nps_answer_is_told_in_its_language(visiting, asked):
    answered = asked(RatingType.NPS, state=State.ANSWERED, answered_at=1, rating=7)
    assert "7 ud af 10" in visiting(answered).opens("?lang=da").text


def test_a_replaced_survey_leads_on_in_the_language_asked_for(surveys, visiting, asked):
    current = surveys.put(asked(id="survey-2"))
    page = visiting(asked(state=State.SUPERSEDED, successor="survey-2")).opens("?lang=da")
    assert page.location == f"/s/{current}?lang=da"


@pytest.fixture
def offered_in():
    """A function that makes the rule of a survey offered in some languages."""
    return lambda *languages: SurveyRule(
        name="support", rating=RatingType.CSAT, languages=languages
    )


@pytest.fixture
def customer_of(settings, parts, customer):
    """A function that makes the customer of a survey asked by a rule."""

    def make(rule: SurveyRule):
        own = replace(settings, surveys=(rule,))
        app = create_app(own, replace(parts, settings=own))
        return replace(customer, client=app.test_client())

    return make


def action_of(page) -> str:
    return re.search(r'action="([^"]+)"', page.text)[1]


def test_a_page_that_can_not_be_opened_just_now_says_so_in_the_language_asked_for(
    customer, surveys
):
    surveys.is_away = True
    page = customer.opens("?lang=da")
    assert (page.status_code, spoken(page)) == (503, ("da", "ltr"))
    assert "Vi kan ikke åbne siden lige nu" in page.text


def test_an_answer_from_another_site_is_refused_in_the_language_of_the_page(client, customer):
    address = action_of(customer.opens("?lang=da"))
    page = client.post(address, data={"rating": "4"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (page.status_code, spoken(page)) == (403, ("da", "ltr"))
    assert "Dit svar kom fra en anden hjemmeside" in page.text
