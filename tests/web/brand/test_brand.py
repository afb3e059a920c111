"""Whose page it is: name, colour, logo and privacy notice of the survey's brand."""

from dataclasses import replace

import pytest

from service.lifecycle.states import State
from service.ratings import RatingType
from service.rules.survey_rule import Brand, SurveyRule
from service.web.app import create_app

LOGO = "https://pictures.example.com/logo.svg"
BRAND = Brand(name="Example", color="#FFCC00", logo=LOGO, privacy_url="https://example.com/privacy")


@pytest.fixture
def branded(settings, parts, surveys, asked):
    """A function that opens the page of a survey of this brand, and the client that did."""

    def visit(brand=BRAND, path="", **changes):
        rule = SurveyRule(name="support", rating=RatingType.CSAT, brand=brand)
        own = replace(settings, surveys=(rule,))
        client = create_app(own, replace(parts, settings=own)).test_client()
        return client.get(f"/s/{surveys.put(asked(**changes))}{path}")

    return visit


def images(page) -> str:
    directives = page.headers["Content-Security-Policy"].split("; ")
    return next(each for each in directives if each.startswith("img-src"))


def test_the_page_has_the_brands_colour_in_a_sheet_of_its_own(branded, client):
    assert '<link rel="stylesheet" href="/brand/ffcc00.css">' in branded().text
    sheet = client.get("/brand/ffcc00.css")
    assert sheet.mimetype == "text/css"
    assert "--accent: #" in sheet.text
    assert sheet.headers["Cache-Control"] == "public, max-age=86400"


@pytest.mark.parametrize("color", ["red", "fffff", "FFCC00", "ffcc00ff", "%0a", "fffff;"])
def test_what_is_no_colour_has_no_sheet(client, color):
    assert client.get(f"/brand/{color}.css").status_code == 404


def test_the_logo_is_shown_in_place_of_the_name_and_named_by_it(branded):
    page = branded()
    assert f'src="{LOGO}" alt="Example"' in " ".join(page.text.split())


def test_pictures_may_come_from_where_the_logo_is_and_from_nowhere_else(branded):
    assert images(branded()) == "img-src 'self' https://pictures.example.com"


def test_without_a_logo_pictures_come_from_here_only(branded, client):
    assert images(branded(replace(BRAND, logo=None))) == "img-src 'self'"
    assert images(client.get("/s/never")) == "img-src 'self'"


@pytest.mark.parametrize(
    "logo", ["https://a.b;script-src/x", "https://*/x", "https://u@a.b/x", "https://…"]
)
def test_an_address_that_would_say_more_than_a_host_is_not_loaded(branded, logo):
    page = branded(replace(BRAND, logo=logo))
    assert images(page) == "img-src 'self'"
    assert "<img" not in page.text


def test_the_footer_leads_to_the_privacy_notice(branded):
    assert '<a href="https://example.com/privacy">Privacy</a>' in branded().text


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("", {"state": State.EXPIRED}),
        ("", {"state": State.ANSWERED, "answered_at": 1, "rating": 4}),
        ("/thanks", {"state": State.ANSWERED, "answered_at": 1, "rating": 4}),
    ],
)
def test_every_page_of_the_survey_wears_the_brand(branded, path, changes):
    page = branded(path=path, **changes)
    assert "/brand/ffcc00.css" in page.text
    assert LOGO in page.text


def test_a_survey_without_a_brand_wears_none(branded):
    page = branded(Brand())
    assert "/brand/" not in page.text
    assert "<header" not in page.text
