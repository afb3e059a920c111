import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.contrast import OURS, PAPER, accent, contrast, mixed
from service.web.assets import FOLDER

COLORS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
SCHEMES = st.sampled_from(list(PAPER))


@given(COLORS, SCHEMES)
def test_every_colour_becomes_one_that_can_be_read(color, scheme):
    found = accent(color, scheme)
    assert contrast(found.color, PAPER[scheme]) >= 4.5
    assert contrast(found.color, found.tint) >= 4.5
    assert contrast(found.on_color, found.color) >= 4.5


@pytest.mark.parametrize(
    ("color", "scheme"), [("#0b5cad", "light"), ("#000000", "light"), ("#ffcc00", "dark")]
)
def test_a_colour_that_can_be_read_stays_as_it_is(color, scheme):
    assert accent(color, scheme).color == color


@pytest.mark.parametrize(
    ("color", "scheme"),
    [("#ffcc00", "light"), ("#ffffff", "light"), ("#0b5cad", "dark"), ("#000000", "dark")],
)
def test_one_that_can_not_is_darkened_by_day_and_lightened_by_night(color, scheme):
    is_darker = contrast(accent(color, scheme).color, "#ffffff") > contrast(color, "#ffffff")
    assert is_darker == (scheme == "light")


@pytest.mark.parametrize(
    ("color", "scheme", "turned"),
    [
        ("#000000", "dark", "#ffffff"),
        ("#ffffff", "light", "#000000"),
        ("#1c1e22", "dark", "#e3e1dd"),
    ],
)
def test_black_and_white_turn_over_where_they_can_not_be_read(color, scheme, turned):
    assert accent(color, scheme).color == turned


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#ffffff", "#000000", 21), ("#777777", "#ffffff", 4.48), ("#0b5cad", "#0b5cad", 1)],
)
def test_contrast_is_that_of_wcag(one, other, expected):
    assert contrast(one, other) == pytest.approx(expected, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


def test_colours_mix_by_their_share():
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"


def test_the_page_is_drawn_on_the_paper_and_in_the_accent_that_are_measured():
    sheet = (FOLDER / "page.css").read_text()
    assert re.findall(r"--paper: (#\w+)", sheet) == list(PAPER.values())
    assert re.findall(r"--accent: (#\w+)", sheet)[0] == OURS
