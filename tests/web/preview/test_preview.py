"""Pages for the team to look at: the customer's own, of surveys that nobody was asked."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from tinyhtml5.parser import HTMLParser

from service.languages.spoken import LANGUAGES
from service.ratings import RatingType
from service.rules.survey_rule import SurveyRule
from service.web.app import create_app
from service.web.preview.token import Preview, Previews, Scene

RIBBON = "Preview: nothing you send here is kept."

HEADINGS = {
    Scene.FRESH: "How was the help you got from Agnes?",
    Scene.ERROR: "Your answer isn’t sent yet",
    Scene.NOT_SAVED: "We couldn’t save your answer just now.",
    Scene.THANKS: "Thank you.",
    Scene.ALREADY_ANSWERED: "You have already answered.",
    Scene.CHANGE: "Keep my answer as it is",
    Scene.CHANGED: "Your answer is changed.",
    Scene.WITHDRAWN: "That answer is removed.",
    Scene.PASSED_ON: "can’t be changed any more",
    Scene.DISOWNED: "You told us that you did not give this rating.",
    Scene.EXPIRED: "This survey closed on",
    Scene.NOT_FOUND: "We can’t find this page",
    Scene.UNAVAILABLE: "We can’t open this page just now",
    Scene.UNSUBSCRIBED: "We will not ask you again",
}
STATUSES = {
    Scene.ERROR: 422,
    Scene.NOT_SAVED: 503,
    Scene.EXPIRED: 410,
    Scene.NOT_FOUND: 404,
    Scene.UNAVAILABLE: 503,
}


@pytest.fixture
def address(settings):
    """A function that gives the path of a preview of the survey "support"."""

    def of(scene, survey="support"):
        return f"/s/{Previews(settings.secret_keys).token(Preview(survey, scene))}"

    return of


@pytest.fixture
def own(surveys, asked):
    """The path of a customer's own page."""
    return f"/s/{surveys.put(asked())}"


@pytest.fixture
def away(surveys):
    """There is no record to look anything up in."""
    surveys.is_away = True
    return surveys


def nonce_in(page):
    return re.search(r'name="nonce" value="([^"]+)"', page.text)[1]


def action_in(page):
    """Where its form is sent."""
    return unescape(re.search(r'action="([^"]+)"', page.text)[1])


def links_in(page):
    """Where it leads, the token left out."""
    return [
        re.sub(r"/s/[^/?]+", "/s/…", href) for href in re.findall(r'<a href="([^"]+)', page.text)
    ]


@pytest.mark.parametrize("scene", Scene)
def test_every_scene_is_drawn_under_a_ribbon_and_without_the_record(client, away, address, scene):
    page = client.get(address(scene))
    assert page.status_code == STATUSES.get(scene, 200)
    assert RIBBON in page.text
    assert HEADINGS.get(scene, "") in page.text


@pytest.mark.parametrize("scene", Scene)
@pytest.mark.parametrize("rating_type", RatingType)
def test_every_scene_is_valid_html_for_each_rating_type(
    settings, parts, address, scene, rating_type
):
    changed = replace(settings, surveys=(SurveyRule(name="support", rating=rating_type),))
    client = create_app(changed, replace(parts, settings=changed)).test_client()
    parser = HTMLParser(namespace_html_elements=False)
    parser.parse(client.get(address(scene)).text)
    assert parser.errors == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_each_language_that_the_survey_is_offered_in(client, address, language):
    page = client.get(f"{address(Scene.THANKS)}?lang={language}")
    assert f'<html lang="{language}"' in page.text


def test_what_is_answered_there_is_thanked_for_and_kept_nowhere(client, away, address):
    path = address(Scene.FRESH)
    form = {"nonce": nonce_in(client.get(path)), "rating": "2", "comment": "Just trying"}
    page = client.post(path, data=form)
    assert (page.status_code, RIBBON in page.text) == (200, True)
    assert "Thank you." in page.text
    assert "Dissatisfied" in page.text
    assert "Just trying" in page.text
    assert away.recorded == []


def test_a_fault_there_is_named_as_in_real_life(client, away, address):
    path = address(Scene.FRESH)
    page = client.post(path, data={"nonce": nonce_in(client.get(path))})
    assert page.status_code == 422
    assert "Choose one of the five answers." in page.text


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("change", "Your answer is changed."),
        ("not-me", "That answer is removed."),
        ("unsubscribe", "We will not ask you again"),
    ],
)
def test_whatever_else_is_sent_there_is_kept_nowhere_either(client, away, address, path, told):
    page = client.post(f"{address(Scene.THANKS)}/{path}", data={"rating": "2"})
    assert (page.status_code, RIBBON in page.text) == (200, True)
    assert told in page.text


def test_the_button_against_more_questions_shows_what_a_customer_sees(client, away, address):
    sent = client.post(action_in(client.get(address(Scene.UNSUBSCRIBE))))
    assert (sent.status_code, RIBBON in sent.text) == (200, True)
    assert HEADINGS[Scene.UNSUBSCRIBED] in sent.text


def test_an_answer_that_is_passed_on_can_not_be_taken_back_there_either(client, away, address):
    page = client.get(address(Scene.PASSED_ON))
    sent = client.post(action_in(page), data={"nonce": nonce_in(page)})
    assert (sent.status_code, RIBBON in sent.text) == (200, True)
    assert HEADINGS[Scene.DISOWNED] in sent.text


@pytest.mark.parametrize("path", ["change", "changed", "withdrawn", "thanks", "more"])
def test_its_links_lead_on_to_previews(client, away, address, path):
    page = client.get(f"{address(Scene.THANKS)}/{path}")
    assert (page.status_code, RIBBON in page.text) == (200, True)


@pytest.mark.parametrize("token", ["preview.", "preview.x", "preview.a.b.c"])
def test_nobody_else_can_make_one(client, token):
    page = client.get(f"/s/{token}")
    assert page.status_code == 404
    assert RIBBON not in page.text


def test_it_ends_after_a_while(settings):
    text = Previews(settings.secret_keys).token(Preview("support", Scene.FRESH))
    ended = Previews(settings.secret_keys, lifetime=timedelta(seconds=-1))
    assert ended.read(text) is None


def test_it_stays_good_when_the_secret_key_is_rotated(settings):
    text = Previews(settings.secret_keys).token(Preview("support", Scene.FRESH))
    rotated = Previews(("n" * 32, *settings.secret_keys))
    assert rotated.read(text) == Preview("support", Scene.FRESH)


def test_of_a_survey_that_is_gone_there_is_no_preview(client, address):
    assert client.get(address(Scene.FRESH, "gone")).status_code == 404


def test_it_leads_where_the_customers_own_page_leads(client, own, address):
    wish = f"{own}/unsubscribe"
    for page, scene in (
        (client.get(own), Scene.FRESH),
        (client.get(wish), Scene.UNSUBSCRIBE),
        (client.post(wish), Scene.UNSUBSCRIBED),
    ):
        assert links_in(client.get(address(scene))) == links_in(page), scene


def test_a_customers_own_page_has_no_ribbon(client, own):
    assert RIBBON not in client.get(own).text
