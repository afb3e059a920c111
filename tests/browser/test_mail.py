"""The mail as a mail program draws it: readable by everybody, and never wider than the screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from service.delivery.invitation import Purpose, invitation
from service.delivery.letter import as_html
from service.lifecycle.record import Closing, Person, Survey
from service.lifecycle.states import State
from service.ratings import SCALES, RatingType
from service.rules.survey_rule import Brand, SurveyRule

pytestmark = pytest.mark.browser

# A mail is shown inside the page of a mail program, whose landmarks are its own.
IN_A_PAGE = {"rules": {"region": {"enabled": False}, "landmark-one-main": {"enabled": False}}}
THUMB = 44


@pytest.fixture(params=["en", "ar"])
def language(request):
    return request.param


@pytest.fixture(params=RatingType)
def rating_type(request):
    return request.param


@pytest.fixture
def letter(rating_type, language):
    closing = Closing(
        organization="org",
        conversation="77",
        event_id="event-1",
        closed_at=1_795_428_000_000,
        channel="EMAIL",
        direction="INBOUND",
        customer=Person(id="ada", email="ada@example.com"),
        agent=Person(id="agnes", name="Agnes"),
        subject="Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen?",
    )
    survey = Survey(
        id="survey-1",
        state=State.OFFERED,
        closing=closing,
        cycle=1,
        received_at=1,
        rating_type=rating_type,
    )
    brand = Brand(name="Example", color="#ffcc00", privacy_url="https://example.com/privacy")
    rule = SurveyRule(name="support", rating=rating_type, languages=(language,), brand=brand)
    url = "https://surveys.example.com/s/token"
    return as_html(invitation(survey, rule, url=url, purpose=Purpose.REMINDER))


@pytest.fixture
def opened(visit, letter):
    """A function that shows the mail on a screen of some width, in some colour scheme."""

    def show(width=360, scheme="light"):
        page = visit("about:blank", width=width, scheme=scheme)
        page.set_content(letter)
        return page

    return show


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 800)])
def test_axe_finds_nothing(opened, scheme, width):
    found = Axe().run(opened(width, scheme), options=IN_A_PAGE).response["violations"]

    assert [f"{each['id']}: {n['html']}" for each in found for n in each["nodes"]] == []


@pytest.mark.parametrize("width", [320, 360, 800])
def test_it_is_never_wider_than_the_screen(opened, width):
    assert opened(width).evaluate("document.documentElement.scrollWidth") == width


def test_every_answer_is_as_large_as_a_thumb(opened, rating_type):
    boxes = [each.bounding_box() for each in opened().locator("a.words").all()]

    assert len(boxes) == len(SCALES[rating_type].values)
    assert min(min(box["width"], box["height"]) for box in boxes) >= THUMB
