"""`GET /s/<token>`: the page, and each page that may stand in its place."""

import re
from dataclasses import replace

import pytest

from service.lifecycle.links import Links
from service.lifecycle.states import State
from service.ratings import RatingType
from service.web.app import create_app

LONG_AGO = 1_700_000_000_000  # 14 November 2023


def checked(page) -> list[str]:
    return re.findall(r'value="(\d+)"\s+required\s+checked', page.text)


def test_the_page_asks_about_the_person_who_helped(customer):
    page = customer.opens()
    assert page.status_code == 200
    assert "How was the help you got from Mia?" in page.text


def test_the_page_says_what_the_conversation_was_about_and_when_it_closed(customer):
    page = customer.opens()
    assert "Où est ma commande ?" in page.text
    assert "closed 21 November" in page.text


def test_without_the_agents_name_the_page_asks_about_our_help(visiting, asked):
    survey = asked()
    nameless = replace(survey, closing=replace(survey.closing, agent=None, subject=None))
    page = visiting(nameless).opens()
    assert "How was our help?" in page.text
    assert "About your conversation that closed on 21 November" in page.text


def test_a_survey_whose_rule_is_gone_still_asks_in_the_default_words(visiting, asked):
    page = visiting(asked(rule="gone")).opens()
    assert "How was the help you got from Mia?" in page.text
    assert "Example" not in page.text


@pytest.mark.parametrize(
    ("rating_type", "values"),
    [
        (RatingType.CSAT, ["1", "2", "3", "4", "5"]),
        (RatingType.NPS, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]),
        (RatingType.THUMBS, ["1", "0"]),
    ],
)
def test_each_rating_type_shows_every_answer_of_its_scale(visiting, asked, rating_type, values):
    page = visiting(asked(rating_type)).opens()
    assert re.findall(r'name="rating"\s+value="(\d+)"', page.text) == values


def test_a_rating_in_the_link_only_preselects(customer, surveys):
    page = customer.opens("?rating=4")
    assert checked(page) == ["4"]
    assert surveys.recorded == []


@pytest.mark.parametrize(
    "rating", ["", *["0", "6", "-1", "4.0", "٤", "04", "%2B4", "4%20", "4&rating=5", "<b>"]]
)
def test_anything_else_in_the_link_preselects_nothing(customer, rating):
    assert checked(customer.opens(f"?rating={rating}")) == []


def test_zero_can_be_preselected(visiting, asked):
    assert checked(visiting(asked(RatingType.NPS)).opens("?rating=0")) == ["0"]


@pytest.mark.parametrize("path", ["", "?rating=5", "/thanks"])
def test_looking_records_nothing(client, customer, surveys, path):
    client.get(f"/s/{customer.token}{path}")
    client.head(f"/s/{customer.token}{path}")
    assert surveys.recorded == []


@pytest.mark.parametrize("path", ["", "/thanks", "/change", "/unsubscribe"])
def test_a_slash_behind_a_link_makes_no_difference(client, visiting, asked, path):
    address = f"/s/{visiting(asked()).token}{path}"
    plain, slashed = client.get(address), client.get(f"{address}/")
    assert (slashed.status_code, slashed.location) == (plain.status_code, plain.location)
    assert re.findall("<h1.*", slashed.text) == re.findall("<h1.*", plain.text)


def test_nor_does_it_to_an_answer(client, customer, surveys):
    form = {"nonce": customer.nonce(), "rating": "4"}
    page = client.post(f"/s/{customer.token}/", data=form)
    assert (page.status_code, page.location) == (303, f"/s/{customer.token}/thanks")
    assert surveys.recorded == [("survey-1", 4, None)]


def test_nor_to_a_token_that_is_none_of_ours(client, customer):
    assert client.get("/s/never/").text == client.get("/s/never").text
    assert client.get("/s/never/").status_code == 404
    assert client.get(f"/s/{customer.token}/nothing/").status_code == 404


def test_head_answers_as_get_does_without_a_body(client, customer):
    head = client.head(f"/s/{customer.token}")
    assert (head.status_code, head.data) == (200, b"")


@pytest.mark.parametrize(
    "token",
    ["x", "x" * 43, "x" * 4000, "%00", "é", "%ff", "..", "{token}x", "{token}=", "{token}%0a"],
)
def test_every_token_that_is_none_of_ours_gets_the_same_page(client, customer, token):
    page = client.get(f"/s/{token.format(token=customer.token)}")
    assert page.status_code == 404
    assert page.data == client.get("/s/never").data


@pytest.mark.parametrize(
    "changes",
    [
        {"state": State.RECEIVED},
        {"state": State.SCHEDULED},
        {"state": State.OFFERING},
        {"state": State.OFFER_UNKNOWN},
        {"state": State.SUPPRESSED},
        {"state": State.CANCELLED},
        {"state": State.ERASED},
        {"state": State.ERASED, "answered_at": LONG_AGO},
        {"state": State.PARKED, "parked_from": State.OFFERING},
        {"state": State.SUPERSEDED},
        {"state": State.SUPERSEDED, "successor": "gone"},
    ],
    ids=str,
)
def test_a_survey_whose_customer_was_not_asked_is_not_found_either(
    client, visiting, asked, changes
):
    page = visiting(asked(**changes)).opens()
    assert page.status_code == 404
    assert page.data == client.get("/s/never").data


@pytest.mark.parametrize(
    "changes",
    [{"state": State.OFFERED}, {"state": State.PARKED, "parked_from": State.INVITED}],
    ids=str,
)
def test_whoever_holds_the_link_of_an_offer_may_answer(visiting, asked, changes):
    assert visiting(asked(**changes)).opens().status_code == 200


@pytest.mark.parametrize("state", [State.EXPIRED, State.INVITED, State.OFFERED])
def test_a_survey_whose_time_is_over_says_since_when(visiting, asked, state):
    page = visiting(asked(state=state, expires_at=LONG_AGO)).opens()
    assert page.status_code == 410
    assert "This survey closed on 14 November." in page.text


@pytest.mark.parametrize(
    "changes",
    [
        {"state": State.ANSWERED},
        {"state": State.SUBMITTING},
        {"state": State.SUBMIT_UNKNOWN},
        {"state": State.SUBMITTED},
        {"state": State.PARKED, "parked_from": State.SUBMITTING},
        {"state": State.SUBMITTED, "expires_at": LONG_AGO},
    ],
    ids=str,
)
def test_an_answered_survey_says_what_is_recorded(visiting, asked, changes):
    answer = {"rating": 4, "comment": "Quick & kind", "answered_at": LONG_AGO}
    page = visiting(asked(**answer | changes)).opens()
    assert page.status_code == 200
    assert "You have already answered" in page.text
    assert "Satisfied" in page.text
    assert "Quick &amp; kind" in page.text


@pytest.mark.parametrize(
    ("rating_type", "rating", "words"),
    [
        (RatingType.NPS, 0, "0 out of 10"),
        (RatingType.THUMBS, 0, "No, it didn’t"),
        (RatingType.CSAT, 1, "Very dissatisfied"),
    ],
)
def test_what_is_recorded_is_told_in_the_words_that_were_chosen(
    visiting, asked, rating_type, rating, words
):
    answered = asked(rating_type, state=State.ANSWERED, answered_at=LONG_AGO, rating=rating)
    assert words in visiting(answered).opens().text


def test_a_replaced_survey_leads_on_to_the_current_one(client, surveys, visiting, asked):
    current = surveys.put(asked(id="survey-2"))
    page = visiting(asked(state=State.SUPERSEDED, successor="survey-2")).opens("?rating=4")
    assert page.status_code == 303
    assert page.location == f"/s/{current}?rating=4"


def test_a_replaced_survey_leads_on_although_the_secret_key_was_rotated(
    settings, parts, surveys, asked
):
    current = surveys.put(asked(id="survey-2"))
    replaced = surveys.put(asked(state=State.SUPERSEDED, successor="survey-2"))
    rotated = replace(settings, secret_keys=("n" * 32, *settings.secret_keys))
    links = Links(rotated.secret_keys)
    client = create_app(rotated, replace(parts, settings=rotated, links=links)).test_client()
    page = client.get(f"/s/{replaced}")
    assert page.location == f"/s/{current}"


def test_without_the_record_the_page_asks_to_try_again(customer, surveys):
    surveys.is_away = True
    page = customer.opens()
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "10"


def test_the_page_names_who_asks(customer):
    page = customer.opens()
    assert "<bdi>Example</bdi> asks this once a conversation has been closed." in page.text


def test_what_comes_from_outside_is_text_never_markup(visiting, asked):
    survey = asked()
    closing = replace(survey.closing, subject="<script>alert(1)</script>")
    page = visiting(replace(survey, closing=closing)).opens()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "<script" not in page.text


def test_the_footer_leads_to_not_being_asked_again_in_the_language_of_the_page(customer):
    address = f"/s/{customer.token}/unsubscribe"
    assert f'href="{address}"' in customer.opens().text
    assert f'href="{address}?lang=da"' in customer.opens("?lang=da").text
