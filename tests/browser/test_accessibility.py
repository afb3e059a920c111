"""axe finds nothing on any page, in light and dark, on a phone and on a desk."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from service.ratings import RatingType

pytestmark = pytest.mark.browser


@pytest.fixture(params=["light", "dark"])
def scheme(request):
    return request.param


@pytest.fixture(params=[360, 1280])
def width(request):
    return request.param


@pytest.fixture
def look(visit, scheme, width):
    return lambda address: visit(address, scheme=scheme, width=width)


@pytest.mark.parametrize("rating_type", RatingType)
def test_the_survey(site, look, rating_type):
    assert findings(look(f"{site.asked(rating_type)}?rating=1")) == []


def test_the_survey_with_faults(site, look):
    page = look(site.asked())
    page.get_by_label("Your comment").fill("x" * 2001)
    page.get_by_role("button").click()
    assert findings(page) == []


def test_the_thanks(site, look):
    assert findings(look(f"{site.answered()}/thanks")) == []


def test_what_is_recorded(site, look):
    assert findings(look(site.answered())) == []


def test_an_expired_survey(site, look):
    assert findings(look(site.expired())) == []


def test_a_page_that_is_not_there(site, look):
    assert findings(look(f"{site.url}/s/never")) == []


def findings(page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html']}" for each in violations for node in each["nodes"]]
