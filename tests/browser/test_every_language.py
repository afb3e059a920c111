"""What a language's longest words do to the page: nothing sticks out, whatever the language."""

import pytest

from service.languages.spoken import LANGUAGES
from service.ratings import RatingType

pytestmark = pytest.mark.browser

PHONES = (320, 353, 360, 390, 479)
LARGER = (480, 640, 1280)

STICK_OUT = """() => {
  const { scrollWidth, clientWidth } = document.documentElement
  const edges = part => {
    const range = document.createRange()
    range.selectNodeContents(part)
    return range.getBoundingClientRect()
  }
  const beyond = (inner, outer) => inner.left < outer.left - 0.5 || inner.right > outer.right + 0.5
  const words = [...document.querySelectorAll(".tile .word")].filter(
    word => beyond(edges(word), word.closest(".tile").getBoundingClientRect())
  )
  return words.map(word => word.textContent).concat(scrollWidth > clientWidth ? ["the page"] : [])
}"""
"""What is wider than there is room for: the words beneath the faces, and the page itself."""


@pytest.mark.parametrize("rating_type", RatingType)
def test_no_word_is_wider_than_its_tile_in_any_language(site, visit, rating_type):
    address = site.asked(rating_type, rule="more")
    page = visit(address)
    found = {}
    for language in LANGUAGES:
        page.goto(f"{address}?lang={language}")
        for width in PHONES + LARGER:
            page.set_viewport_size({"width": width, "height": 640})
            found[language, width] = page.evaluate(STICK_OUT)
    assert {where: what for where, what in found.items() if what} == {}


def test_both_ends_of_csat_are_equally_tall_wherever_they_say_very(site, visit):
    page = visit(f"{site.asked()}?lang=en", width=1280)
    words = page.locator(".word")
    assert words.first.bounding_box()["height"] == words.last.bounding_box()["height"]
