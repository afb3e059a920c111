"""The survey without style, pictures or a mouse."""

import shutil

import pytest
from text_browser import TextBrowser

from service.ratings import RatingType

PROGRAM = "w3m"
TAB, ENTER = "\t", "\r"

pytestmark = pytest.mark.program


@pytest.fixture
def w3m():
    program = shutil.which(PROGRAM)
    if program is None:
        pytest.skip(f"{PROGRAM} is not on the PATH")
    return lambda address: TextBrowser(program, address)


def test_a_survey_is_read_and_answered_in_a_text_browser(site, w3m):
    with w3m(site.asked(RatingType.THUMBS)) as page:
        page.shows("How was the help you got from Agnes?")
        page.shows("No, it didn’t")
        page.shows("Send my answer")
        page.presses(TAB + TAB + ENTER)
        page.presses(TAB + TAB + ENTER)
        page.shows("Thank you.")
    assert site.survey.rating == 0
