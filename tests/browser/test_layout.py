"""The page at every width, zoom and direction, under a thumb, and on paper."""

import pytest
from playwright.sync_api import expect

from service.languages.spoken import LANGUAGES
from service.ratings import RatingType

pytestmark = pytest.mark.browser

WIDTHS = (280, 304, 320, 360, 479, 480, 639, 640, 1280)
SOME = ("en", "ar", "da")
HALF_A_GAP = 4  # pixels
EXCESS = """() => Math.max(...[...document.querySelectorAll(".tile")].map(tile => {
  const range = document.createRange();
  range.selectNodeContents(tile.querySelector(".word"));
  const [word, box] = [range, tile].map(each => each.getBoundingClientRect());
  return Math.max(word.right - box.right, box.left - word.left);
}))"""
"""By how many pixels the widest word is wider than its tile, to one side."""


@pytest.mark.parametrize("rating_type", RatingType)
@pytest.mark.parametrize("width", [360, 1280])
def test_every_answer_is_large_enough_for_a_thumb(site, visit, rating_type, width):
    page = visit(site.asked(rating_type), width=width)
    boxes = [radio.bounding_box() for radio in page.get_by_role("radio").all()]
    assert all(box["width"] >= 44 and box["height"] >= 44 for box in boxes), boxes


def test_so_is_everything_else_that_can_be_tapped(site, visit):
    page = visit(site.asked())
    page.locator("summary").click()
    fresh = small_targets(page)
    page.get_by_role("button").click()
    assert fresh + small_targets(page) == []


def test_and_everything_that_can_be_tapped_afterwards(site, visit):
    page = visit(site.answered(hold_ms=300_000))
    page.locator("main summary").click()
    recorded = small_targets(page)
    page.locator("main button").click()
    page.wait_for_url("**/withdrawn*")
    assert recorded + small_targets(page) == []


@pytest.mark.parametrize("rating_type", RatingType)
@pytest.mark.parametrize("language", SOME)
def test_the_whole_survey_and_its_button_fit_a_small_phone(site, visit, rating_type, language):
    page = visit(site.asked(rating_type), language=language)
    button = page.get_by_role("button").bounding_box()
    assert button["y"] + button["height"] <= 640


@pytest.mark.parametrize("rating_type", RatingType)
@pytest.mark.parametrize("language", SOME)
def test_nothing_scrolls_sideways_at_any_width(site, visit, rating_type, language):
    page = visit(site.asked(rating_type), language=language)
    page.locator("summary").click()
    assert {width: overflow(page, width) for width in WIDTHS} == dict.fromkeys(WIDTHS, 0)


@pytest.mark.parametrize("rating_type", RatingType)
def test_nothing_does_with_letters_of_twice_the_size(site, visit, rating_type):
    page = visit(site.asked(rating_type))
    page.evaluate("document.documentElement.style.fontSize = '34px'")
    widths = [width for width in WIDTHS if width >= 320]
    assert {width: overflow(page, width) for width in widths} == dict.fromkeys(widths, 0)


def test_nor_does_any_other_page(site, visit):
    recorded = site.answered(hold_ms=300_000, rule="more")
    for path in ("", "/thanks", "/change", "/unsubscribe"):
        page = visit(f"{recorded}{path}?lang=ar")
        assert {width: overflow(page, width) for width in WIDTHS} == dict.fromkeys(WIDTHS, 0), path


@pytest.mark.parametrize("width", [320, 360, 480, 1280])
def test_both_ends_of_nps_are_named_at_every_width(site, visit, width):
    page = visit(site.asked(RatingType.NPS), width=width)
    expect(page.get_by_text("0 Not at all likely")).to_be_visible()
    expect(page.get_by_text("10 Extremely likely")).to_be_visible()


@pytest.mark.parametrize("rating_type", [RatingType.CSAT, RatingType.THUMBS])
def test_in_no_language_do_words_stick_out_of_their_tiles_so_far_that_two_could_touch(
    site, visit, rating_type
):
    address = site.asked(rating_type)
    page = visit(address)
    excess = {}
    for language in LANGUAGES:
        page.goto(f"{address}?lang={language}")
        for width in (320, 360, 1280):
            page.set_viewport_size({"width": width, "height": 640})
            excess[language, width] = page.evaluate(EXCESS)
    assert {where: pixels for where, pixels in excess.items() if pixels > HALF_A_GAP} == {}


def test_right_to_left_the_scale_begins_on_the_right(site, visit):
    page = visit(site.asked(), language="ar")
    first, last = page.get_by_role("radio").first, page.get_by_role("radio").last
    assert first.bounding_box()["x"] > last.bounding_box()["x"]


def test_what_is_chosen_is_marked_without_colour_too(site, visit):
    page = visit(f"{site.asked()}?rating=4", forced_colors="active")
    chosen = page.locator("input:checked + label .box")
    assert outline(chosen) == "solid 3px"
    assert outline(page.locator("input:not(:checked) + label .box").first) != "solid 3px"


def test_nothing_moves_for_those_who_do_not_like_it(site, visit):
    page = visit(site.asked(), reduced_motion="reduce")
    assert style(page.locator(".box").first, "transitionDuration") == "0s"


def test_printed_the_question_and_the_answers_remain(site, visit):
    page = visit(site.asked())
    page.emulate_media(media="print")
    expect(page.get_by_role("heading")).to_be_visible()
    expect(page.get_by_text("Very satisfied")).to_be_visible()
    expect(page.get_by_role("button")).to_be_hidden()


def overflow(page, width: int) -> int:
    page.set_viewport_size({"width": width, "height": 640})
    root = "document.documentElement"
    return page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")


def small_targets(page) -> list[str]:
    targets = page.locator("a:visible, summary:visible, button, textarea").all()
    return [each.inner_text() for each in targets if each.bounding_box()["height"] < 44]


def outline(element) -> str:
    return f"{style(element, 'outlineStyle')} {style(element, 'outlineWidth')}"


def style(element, name: str) -> str:
    return element.evaluate(f"element => getComputedStyle(element).{name}")
