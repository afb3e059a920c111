"""`POST /s/<token>`: recorded once, or sent back with everything that was typed."""

import re

import pytest

from service.lifecycle.answers import AnswerOutcome
from service.lifecycle.states import State
from service.ratings import RatingType

LONG_AGO = 1_700_000_000_000  # 14 November 2023


def test_an_answer_is_recorded_and_thanked_for(customer, surveys):
    page = customer.sends(rating="4", comment="Quick & kind")
    assert (page.status_code, page.location) == (303, f"/s/{customer.token}/thanks")
    assert surveys.recorded == [("survey-1", 4, "Quick & kind")]


@pytest.mark.parametrize("rating_type", [RatingType.NPS, RatingType.THUMBS])
def test_zero_is_an_answer(visiting, asked, surveys, rating_type):
    page = visiting(asked(rating_type)).sends(rating="0")
    assert page.status_code == 303
    assert surveys.recorded == [("survey-1", 0, None)]


def test_thanks_say_whose_team_has_the_answer_and_what_was_recorded(client, customer):
    page = client.get(customer.sends(rating="5", comment="Quick & kind").location)
    assert page.status_code == 200
    assert "Mia’s team has your answer." in page.text
    assert "Very satisfied" in page.text
    assert "Quick &amp; kind" in page.text


def test_low_and_high_scores_get_the_same_thanks(client, visiting, asked):
    low, high = visiting(asked(id="low")), visiting(asked(id="high"))
    thanks = [
        client.get(low.sends(rating="1").location),
        client.get(high.sends(rating="5").location),
    ]
    first, second = (
        re.sub(r'"/s/[^"]+"|value="[^"]+"', "", page.text).replace(
            "Very dissatisfied", "Very satisfied"
        )
        for page in thanks
    )
    assert first == second


def test_there_are_no_thanks_before_an_answer(client, customer):
    page = client.get(f"/s/{customer.token}/thanks")
    assert (page.status_code, page.location) == (303, f"/s/{customer.token}")


def test_a_token_of_nobody_gets_no_thanks(client):
    assert client.get("/s/never/thanks").status_code == 404


def test_the_same_form_sent_twice_is_one_answer(customer, surveys):
    nonce = customer.nonce()
    pages = [customer.sends(nonce=nonce, rating="4") for _ in range(2)]
    assert [page.location for page in pages] == [f"/s/{customer.token}/thanks"] * 2
    assert surveys.recorded == [("survey-1", 4, None)]


def test_who_goes_back_and_answers_otherwise_is_shown_what_is_recorded(customer, surveys):
    nonce = customer.nonce()
    customer.sends(nonce=nonce, rating="4")
    page = customer.sends(nonce=nonce, rating="1")
    assert (page.status_code, page.location) == (303, f"/s/{customer.token}")
    assert surveys.recorded == [("survey-1", 4, None)]


def test_the_first_confirmed_answer_wins(customer, surveys):
    first, second = customer.nonce(), customer.nonce()
    customer.sends(nonce=first, rating="4")
    page = customer.sends(nonce=second, rating="1")
    assert (page.status_code, page.location) == (303, f"/s/{customer.token}")
    assert surveys.recorded == [("survey-1", 4, None)]


@pytest.mark.parametrize("rating", ["9", "4"])
def test_an_answered_survey_leads_to_what_is_recorded_whatever_is_sent(visiting, asked, rating):
    answered = visiting(asked(state=State.SUBMITTED, answered_at=LONG_AGO, rating=4))
    page = answered.sends(nonce="forged", rating=rating)
    assert (page.status_code, page.location) == (303, f"/s/{answered.token}")


def test_a_missing_rating_is_named_and_the_comment_kept(customer, surveys):
    page = customer.sends(comment="Quick & kind")
    assert page.status_code == 422
    assert "<title>Error: How was the help you got from Mia? – Example</title>" in page.text
    assert '<a href="#rating-1">Choose one of the five answers.</a>' in page.text
    assert ">\nQuick &amp; kind</textarea>" in page.text
    assert surveys.recorded == []


def test_a_comment_that_is_too_long_is_named_and_kept_with_the_rating(customer, surveys):
    page = customer.sends(rating="2", comment="x" * 2001)
    assert page.status_code == 422
    assert '<a href="#comment">Shorten your comment to 2,000 characters.' in page.text
    assert "x" * 2001 in page.text
    assert 'value="2" required checked' in squeezed(page)
    assert surveys.recorded == []


@pytest.mark.parametrize("rating", ["0", "6", "four", "٤", "4.0", "-4", ""])
def test_a_rating_off_the_scale_changes_nothing(customer, surveys, rating):
    page = customer.sends(rating=rating)
    assert page.status_code == 422
    assert surveys.recorded == []


def test_a_rating_given_twice_changes_nothing(client, customer, surveys):
    form = {"nonce": customer.nonce(), "rating": ["4", "5"]}
    page = client.post(f"/s/{customer.token}", data=form)
    assert page.status_code == 422
    assert "Choose only one answer." in page.text
    assert surveys.recorded == []


@pytest.mark.parametrize(
    ("typed", "recorded"),
    [
        ("a\x00b", "ab"),
        ("one\r\ntwo", "one\ntwo"),
        ("👩‍👩‍👧 👍🏽", "👩‍👩‍👧 👍🏽"),
        ("مرحبا بالعالم", "مرحبا بالعالم"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("   ", None),
    ],
)
def test_a_comment_arrives_as_it_was_typed(customer, surveys, typed, recorded):
    customer.sends(rating="4", comment=typed)
    assert surveys.recorded == [("survey-1", 4, recorded)]


def test_a_recorded_comment_is_shown_as_text(client, customer):
    page = client.get(customer.sends(rating="4", comment="<script>alert(1)</script>").location)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text


def test_a_first_line_left_empty_survives_the_page(customer):
    page = customer.sends(comment="\r\nsecond line")
    assert ">\n\nsecond line</textarea>" in page.text


@pytest.mark.parametrize("nonce", ["", "forged", "a.b.c"])
def test_without_a_nonce_of_ours_the_page_asks_to_send_again(customer, surveys, nonce):
    page = customer.sends(nonce=nonce, rating="4", comment="Quick & kind")
    assert page.status_code == 422
    assert '<a href="#send">Please send it again.' in page.text
    assert ">\nQuick &amp; kind</textarea>" in page.text
    assert surveys.recorded == []


def test_a_nonce_of_another_survey_does_not_fit(client, customer, visiting, asked, surveys):
    other = visiting(asked(id="survey-2"))
    page = customer.sends(nonce=other.nonce(), rating="4")
    assert page.status_code == 422
    assert surveys.recorded == []


def test_the_page_that_asks_to_send_again_can_be_sent(client, customer, surveys):
    again = customer.sends(nonce="", rating="4")
    page = customer.resends(again, rating="4")
    assert page.status_code == 303
    assert surveys.recorded == [("survey-1", 4, None)]


def test_without_the_record_the_page_comes_back_with_what_was_typed(customer, surveys):
    nonce = customer.nonce()
    surveys.is_away = True
    page = customer.sends(nonce=nonce, rating="4", comment="Quick & kind")
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "10"
    assert "How was the help you got from Mia?" in page.text
    assert 'value="4" required checked' in squeezed(page)
    assert ">\nQuick &amp; kind</textarea>" in page.text


def test_an_answer_whose_confirmation_was_lost_is_not_a_second_one(customer, surveys):
    surveys.forgets_to_reply = True
    page = customer.sends(rating="4")
    again = customer.resends(page, rating="4")
    assert (page.status_code, again.status_code) == (503, 303)
    assert again.location == f"/s/{customer.token}/thanks"
    assert surveys.recorded == [("survey-1", 4, None)]


def test_without_the_record_and_without_a_nonce_the_page_only_asks_to_try_again(customer, surveys):
    surveys.is_away = True
    page = customer.sends(nonce="forged", rating="4")
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "10"


def test_another_site_can_not_answer_for_the_customer(customer, surveys):
    page = customer.sends(rating="4", headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status_code == 403
    assert surveys.recorded == []


@pytest.mark.parametrize("site", ["same-origin", "same-site", "none"])
def test_every_other_way_to_the_form_is_fine(customer, site):
    assert customer.sends(rating="4", headers={"Sec-Fetch-Site": site}).status_code == 303


def test_a_token_of_nobody_records_nothing(client, surveys):
    page = client.post("/s/never", data={"rating": "4"})
    assert page.status_code == 404
    assert surveys.recorded == []


def test_an_answer_that_comes_too_late_is_given_back(visiting, asked, surveys):
    page = visiting(asked(expires_at=LONG_AGO)).sends(nonce="", rating="4", comment="Quick & kind")
    assert page.status_code == 410
    assert "Quick &amp; kind" in page.text
    assert surveys.recorded == []


def test_an_answer_to_a_replaced_survey_leads_on_with_its_rating(visiting, asked, surveys):
    current = surveys.put(asked(id="survey-2"))
    replaced = visiting(asked(state=State.SUPERSEDED, successor="survey-2"))
    page = replaced.sends(nonce="", rating="4")
    assert (page.status_code, page.location) == (303, f"/s/{current}?rating=4")
    assert surveys.recorded == []


def test_a_comment_on_a_replaced_survey_is_kept_on_the_current_page(visiting, asked, surveys):
    current = surveys.put(asked(id="survey-2"))
    replaced = visiting(asked(state=State.SUPERSEDED, successor="survey-2"))
    page = replaced.sends(nonce="", rating="4", comment="Quick & kind")
    assert page.status_code == 422
    assert f'action="/s/{current}"' in page.text
    assert ">\nQuick &amp; kind</textarea>" in page.text
    assert surveys.recorded == []


def test_an_answer_to_a_survey_replaced_by_an_answered_one_leads_there(visiting, asked, surveys):
    answered = asked(id="survey-2", state=State.ANSWERED, answered_at=LONG_AGO, rating=5)
    current = surveys.put(answered)
    replaced = visiting(asked(state=State.SUPERSEDED, successor="survey-2"))
    page = replaced.sends(nonce="", rating="4", comment="Quick & kind")
    assert (page.status_code, page.location) == (303, f"/s/{current}")


@pytest.mark.parametrize(
    "outcome", [AnswerOutcome.EXPIRED, AnswerOutcome.SUPERSEDED, AnswerOutcome.NOT_FOUND]
)
def test_a_survey_that_changed_meanwhile_tells_on_its_own_page(customer, surveys, outcome):
    surveys.record = lambda *_, **__: outcome
    page = customer.sends(rating="4")
    assert (page.status_code, page.location) == (303, f"/s/{customer.token}")


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data"])
def test_a_body_that_is_no_form_is_a_form_without_fields(client, customer, surveys, kind):
    page = client.post(f"/s/{customer.token}", data=b'{"rating": 4}', content_type=kind)
    assert page.status_code == 422
    assert surveys.recorded == []


def test_a_body_over_64_kib_is_too_large(client, customer, surveys):
    form = {"rating": "4", "comment": "x" * 64 * 1024}
    page = client.post(f"/s/{customer.token}", data=form)
    assert page.status_code == 413
    assert surveys.recorded == []


def squeezed(page) -> str:
    return re.sub(r"\s+", " ", page.text)
