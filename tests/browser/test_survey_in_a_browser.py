"""The customer's page in a real browser, without JavaScript unless a test needs it to look."""

import pytest
from playwright.sync_api import expect

from service.ratings import RatingType

pytestmark = pytest.mark.browser

WIDTHS = (280, 304, 320, 360, 479, 480, 639, 640, 1280)


def test_a_survey_is_answered_with_the_keyboard_alone(site, visit):
    page = visit(site.asked(), javascript=False)
    keys = page.keyboard
    keys.press("Tab")
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    keys.press("Tab")
    keys.type("Quick & kind")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    assert (site.survey.rating, site.survey.comment) == (3, "Quick & kind")


@pytest.mark.parametrize(
    ("rating_type", "label", "rating"),
    [
        (RatingType.CSAT, "Very satisfied", 5),
        (RatingType.NPS, "10", 10),
        (RatingType.NPS, "0", 0),
        (RatingType.THUMBS, "No, it didn’t", 0),
    ],
)
def test_a_survey_is_answered_by_tapping(site, visit, rating_type, label, rating):
    page = visit(site.asked(rating_type), javascript=False)
    page.get_by_role("radio", name=label, exact=True).click()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    assert site.survey.rating == rating


def test_a_fault_takes_the_reader_to_the_place_to_mend_it(site, visit):
    page = visit(site.asked(), javascript=False)
    page.get_by_label("Your comment").fill("Quick & kind")
    page.get_by_role("button", name="Send my answer").click()
    expect(page).to_have_title("Error: How was the help you got from Agnes? – Example")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="Choose one of the five answers.").press("Enter")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    assert (site.survey.rating, site.survey.comment) == (1, "Quick & kind")


def test_going_back_and_sending_again_changes_nothing(site, visit):
    page = visit(site.asked(), javascript=False)
    page.get_by_role("radio", name="Neutral").click()
    page.get_by_role("button", name="Send my answer").click()
    page.wait_for_url("**/thanks")
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    page.go_back()
    page.goto(page.url)
    expect(page.get_by_role("heading", name="You have already answered.")).to_be_visible()
    assert site.survey.rating == 3


def test_the_question_after_a_choice_follows_it(site, visit):
    page = visit(site.asked(), javascript=False)
    comment = page.get_by_label("Your comment")
    expect(comment).to_have_accessible_description("What should we know about it?")
    page.get_by_role("radio", name="Dissatisfied", exact=True).click()
    expect(comment).to_have_accessible_description("What could we have done better?")


@pytest.mark.parametrize("rating_type", RatingType)
@pytest.mark.parametrize("width", [360, 1280])
def test_every_answer_is_large_enough_for_a_thumb(site, visit, rating_type, width):
    page = visit(site.asked(rating_type), width=width)
    boxes = [radio.bounding_box() for radio in page.get_by_role("radio").all()]
    assert all(box["width"] >= 44 and box["height"] >= 44 for box in boxes), boxes


@pytest.mark.parametrize("rating_type", RatingType)
def test_the_whole_survey_and_its_button_fit_a_small_phone(site, visit, rating_type):
    page = visit(site.asked(rating_type))
    button = page.get_by_role("button", name="Send my answer").bounding_box()
    assert button["y"] + button["height"] <= 640


@pytest.mark.parametrize("rating_type", RatingType)
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_nothing_scrolls_sideways_at_any_width(site, visit, rating_type, direction):
    page = visit(site.asked(rating_type))
    page.evaluate("direction => { document.documentElement.dir = direction }", direction)
    assert {width: overflow(page, width) for width in WIDTHS} == dict.fromkeys(WIDTHS, 0)


def test_right_to_left_the_scale_begins_on_the_right(site, visit):
    page = visit(site.asked())
    page.evaluate("document.documentElement.dir = 'rtl'")
    first, last = page.get_by_role("radio").first, page.get_by_role("radio").last
    assert first.bounding_box()["x"] > last.bounding_box()["x"]


def test_the_page_loads_nothing_but_its_own_files_and_breaks_no_rule_of_its_policy(site, visit):
    page = visit("about:blank")
    asked_for, complaints = [], []
    page.on("request", lambda request: asked_for.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(site.asked())
    assert [url for url in asked_for if not url.startswith(site.url)] == []
    assert complaints == []


def overflow(page, width: int) -> int:
    page.set_viewport_size({"width": width, "height": 640})
    root = "document.documentElement"
    return page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
