"""Every page is valid, titled, in a language, with unique ids and a label for each control."""

from collections import Counter
from xml.etree.ElementTree import Element

import pytest
from tinyhtml5.parser import HTMLParser

from service.lifecycle.states import State
from service.ratings import RatingType

ANSWER = {"state": State.ANSWERED, "answered_at": 1, "rating": 1, "comment": "Quick & kind"}
HELD = ANSWER | {"hold_ms": 300_000, "answer_version": 1, "changes": 1}
BAD_FORM = {"rating": "99", "comment": "x" * 2001}


@pytest.fixture(params=RatingType)
def rating_type(request):
    return request.param


PAGES = [
    "fresh",
    "preselected",
    "refused",
    "recorded",
    "thanks",
    "held",
    "change",
    "changed",
    "withdrawn",
    "disowned",
    "closed",
    "unsubscribe",
    "error",
]


@pytest.fixture(params=PAGES)
def page(request, client, surveys, asked, rating_type) -> Element:
    """Each page for each rating type, parsed strictly."""
    states = {
        **dict.fromkeys(["recorded", "thanks"], ANSWER),
        **dict.fromkeys(["held", "change", "changed"], HELD),
        "withdrawn": {"answer_version": 2},
        "disowned": ANSWER | {"state": State.SUBMITTED, "disowned_at": 2},
        "closed": {"state": State.EXPIRED},
    }
    path = f"/s/{surveys.put(asked(rating_type, **states.get(request.param, {})))}"
    visits = {
        "preselected": lambda: client.get(f"{path}?rating=1"),
        "refused": lambda: client.post(path, data=BAD_FORM),
        "thanks": lambda: client.get(f"{path}/thanks"),
        "change": lambda: client.get(f"{path}/change"),
        "changed": lambda: client.get(f"{path}/changed"),
        "withdrawn": lambda: client.get(f"{path}/withdrawn"),
        "unsubscribe": lambda: client.get(f"{path}/unsubscribe"),
        "error": lambda: client.get("/nowhere"),
    }
    answer = visits.get(request.param, lambda: client.get(path))()
    return parsed(answer.text)


def test_the_page_is_valid_html_with_a_language_a_direction_and_one_title(page):
    assert (page.get("lang"), page.get("dir")) == ("en", "ltr")
    assert len(page.findall("./head/title")) == 1
    assert page.find("./head/title").text.strip()


def test_the_page_has_one_heading_and_one_main_part(page):
    assert [len(list(page.iter(name))) for name in ("h1", "main")] == [1, 1]


def test_ids_are_unique(page):
    ids = Counter(element.get("id") for element in page.iter() if element.get("id"))
    assert [name for name, count in ids.items() if count > 1] == []


def test_whatever_is_pointed_at_is_there(page):
    ids = {element.get("id") for element in page.iter()}
    assert targets(page) <= ids


def test_every_control_has_a_label(page):
    labelled = {label.get("for") for label in page.iter("label")}
    controls = [e for name in ("input", "textarea") for e in page.iter(name)]
    assert {e.get("id") for e in controls if e.get("type") != "hidden"} <= labelled


def test_nothing_is_loaded_from_anywhere_else_and_no_script_runs(page):
    addresses = [e.get(name) for e in page.iter() for name in ("src", "href", "action")]
    assert [a for a in addresses if a and not a.startswith(("/", "#", "?"))] == []
    assert list(page.iter("script")) == []
    assert [e for e in page.iter() if e.get("style")] == []


def targets(page: Element) -> set[str]:
    links = [a.get("href") for a in page.iter("a")]
    described = " ".join(e.get("aria-describedby", "") for e in page.iter()).split()
    return {href[1:] for href in links if href.startswith("#")} | set(described)


def parsed(text: str) -> Element:
    parser = HTMLParser(namespace_html_elements=False)
    tree = parser.parse(text)
    assert parser.errors == []
    return tree
