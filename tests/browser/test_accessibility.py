"""axe finds nothing on any page: in light and dark, on phone and desk, in both directions."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from service.ratings import RatingType
from service.web.preview.token import Scene

pytestmark = pytest.mark.browser

SCREENS = (("light", 360), ("dark", 1280))


@pytest.fixture(params=["en", "ar"])
def language(request):
    return request.param


@pytest.fixture
def look(visit, language):
    return lambda address: visit(address, language=language)


@pytest.mark.parametrize("rating_type", RatingType)
def test_the_survey(site, look, rating_type):
    assert findings(look(f"{site.asked(rating_type)}?rating=1")) == []


def test_the_survey_with_faults(site, look):
    page = look(site.asked())
    page.locator("textarea").fill("x" * 2001)
    page.locator("button").click()
    assert page.locator(".faults a").count() == 2
    assert findings(page) == []


def test_the_survey_that_could_not_be_saved(site, look):
    page = look(f"{site.asked()}?rating=4")
    site.lose_the_record()
    page.locator("button").click()
    assert page.locator(".faults a").count() == 1
    assert findings(page) == []


def test_the_languages_to_choose_from(site, look):
    page = look(site.asked())
    page.locator("summary").click()
    assert findings(page) == []


def test_the_thanks(site, look):
    assert findings(look(f"{site.answered()}/thanks")) == []


def test_what_is_recorded(site, look):
    assert findings(look(site.answered())) == []


def test_what_is_recorded_and_can_be_changed_or_disowned(site, look):
    page = look(site.answered(hold_ms=300_000))
    page.locator("main summary").click()
    assert findings(page) == []


def test_the_change_of_an_answer(site, look):
    assert findings(look(f"{site.answered(hold_ms=300_000)}/change")) == []


def test_the_changed_answer(site, look):
    page = look(f"{site.answered(hold_ms=300_000)}/change")
    page.locator("button").click()
    page.wait_for_url("**/changed*")
    assert findings(page) == []


def test_the_answer_that_was_taken_back(site, look):
    page = look(site.answered(hold_ms=300_000))
    page.locator("main summary").click()
    page.locator("main button").click()
    page.wait_for_url("**/withdrawn*")
    assert findings(page) == []


def test_the_survey_that_a_replaced_one_leads_on_to(site, look):
    first, second = site.asked_again()
    page = look(first)
    assert page.url.startswith(second)
    assert findings(page) == []


@pytest.mark.parametrize("scene", [Scene.FRESH, Scene.PASSED_ON, Scene.DISOWNED, Scene.NOT_FOUND])
def test_a_preview(site, look, scene):
    page = look(site.preview(scene))
    assert page.locator(".ribbon").count() == 1
    assert findings(page) == []


def test_the_question_whether_the_problem_was_solved(site, look):
    page = look(site.asked(rule="more"))
    page.locator(".solved input").first.check()
    assert findings(page) == []


def test_the_wish_not_to_be_asked_again(site, look):
    page = look(f"{site.asked()}/unsubscribe")
    assert findings(page) == []
    page.locator("button").click()
    expect(page.locator("form")).to_have_count(0)
    assert findings(page) == []


def test_an_expired_survey(site, look):
    assert findings(look(site.expired())) == []


def test_a_page_that_is_not_there(site, look):
    assert findings(look(f"{site.url}/s/never")) == []


def test_a_page_that_can_not_be_opened_just_now(site, look):
    address = site.asked()
    site.lose_the_record()
    assert findings(look(address)) == []


def findings(page) -> list[str]:
    return [found for screen in SCREENS for found in findings_on(page, *screen)]


def findings_on(page, scheme, width) -> list[str]:
    # A tile on its way from one colour to the other is judged by neither.
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 640})
    violations = Axe().run(page).response["violations"]
    return [f"{scheme}, {each['id']}: {n['html']}" for each in violations for n in each["nodes"]]
