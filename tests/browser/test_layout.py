"""The page at every width, zoom and direction, under a thumb, and on paper."""

import pytest
from playwright.sync_api import expect

from service.ratings import RatingType

pytestmark = pytest.mark.browser

WIDTHS = (280, 304, 320, 360, 479, 480, 639, 640, 1280)
SOME = ("en", "ar", "da")


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


def test_on_a_phone_nps_fills_two_rows_from_edge_to_edge(site, visit):
    page = visit(site.asked(RatingType.NPS))
    boxes = [radio.bounding_box() for radio in page.get_by_role("radio").all()]
    rows = [[box for box in boxes if box["y"] == top] for top in sorted({b["y"] for b in boxes})]
    assert [len(row) for row in rows] == [6, 5]
    assert rows[0][0]["x"] == rows[1][0]["x"]
    assert right(rows[0][-1]) == pytest.approx(right(rows[1][-1]), abs=0.5)


@pytest.mark.parametrize("rating_type", RatingType)
@pytest.mark.parametrize("language", SOME)
def test_what_is_reached_with_the_keyboard_is_never_beneath_the_button(
    site, visit, rating_type, language
):
    page = visit(site.asked(rating_type, rule="more"), language=language)
    for part in page.locator("fieldset input, textarea").all():
        part.focus()
        assert is_above_the_button(page, part)


def test_what_a_fault_leads_to_is_not_beneath_the_button_either(site, visit):
    page = visit(f"{site.asked(rule='more')}?rating=4")
    page.locator("textarea").fill("x" * 2001)
    page.get_by_role("button").click()
    page.locator(".faults a").click()
    assert is_above_the_button(page, page.locator("textarea"))


def test_no_dot_dangles_where_the_date_has_a_line_of_its_own(site, visit):
    page = visit(site.asked(), width=320)
    about, date = page.locator("#about"), page.locator("#about span").last
    assert date.bounding_box()["x"] == about.bounding_box()["x"]
    dot = "element => getComputedStyle(element, '::before').insetInlineStart"
    assert float(date.evaluate(dot).removesuffix("px")) < 0  # beyond the edge, where
    assert style(about, "overflow") == "hidden"  # it is clipped


def test_a_logo_that_does_not_load_leaves_the_name_in_its_place(site, visit):
    page = visit(site.asked(rule="pictured"))
    logo = page.locator(".logo")
    assert logo.evaluate("logo => getComputedStyle(logo, '::before').content") == '"Example"'
    assert logo.bounding_box()["width"] > 44


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


def right(box) -> float:
    return box["x"] + box["width"]


def is_above_the_button(page, part) -> bool:
    box = part.bounding_box()
    return box["y"] + box["height"] <= page.locator(".send").bounding_box()["y"]


def small_targets(page) -> list[str]:
    targets = page.locator("a:visible, summary:visible, button, textarea").all()
    return [each.inner_text() for each in targets if each.bounding_box()["height"] < 44]


def outline(element) -> str:
    return f"{style(element, 'outlineStyle')} {style(element, 'outlineWidth')}"


def style(element, name: str) -> str:
    return element.evaluate(f"element => getComputedStyle(element).{name}")
