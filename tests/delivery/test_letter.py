"""The mail as its reader sees it: parsed, for every scale, in a language of each direction."""

import re
from xml.etree.ElementTree import Element

import pytest
from tinyhtml5.parser import HTMLParser

from service.contrast import ENOUGH, PAPER, contrast
from service.delivery.invitation import Purpose
from service.delivery.letter import as_html, as_text, colors, subject
from service.lifecycle.record import Person
from service.ratings import SCALES, RatingType
from service.rules.survey_rule import Brand, SurveyRule
from service.wording import CHOICES

URL = "https://surveys.example.com/s/token"
WRITTEN = {"en": "ltr", "ar": "rtl"}
EVERY_BRAND = [None, "#0b5cad", "#ffcc00", "#000000", "#ffffff", "#ff0000", "#808080"]
ON_PAPER = ("ink", "muted", "accent")


def rule(rating_type=RatingType.CSAT, *, language="en", **brand):
    languages = (language, "en") if language != "en" else ("en",)
    return SurveyRule(name="support", rating=rating_type, languages=languages, brand=Brand(**brand))


@pytest.fixture(params=RatingType)
def rating_type(request):
    return request.param


@pytest.fixture(params=WRITTEN)
def language(request):
    return request.param


@pytest.fixture(params=Purpose)
def invited(request, invite, rating_type, language):
    """An invitation and a reminder for each scale, in a language of each direction."""
    asking = rule(rating_type, language=language, name="Example & Sons", color="#ffcc00")
    return invite(rating_type=rating_type, rule=asking, purpose=request.param)


@pytest.fixture
def page(invited) -> Element:
    return parsed(as_html(invited))


def test_the_html_is_valid_and_knows_its_language_and_direction(page, language):
    told = (language, WRITTEN[language])

    assert (page.get("lang"), page.get("dir")) == told
    [outermost] = page.findall("./body/div")  # some mail programs throw away the page around it
    assert (outermost.get("lang"), outermost.get("dir")) == told
    assert page.find("./head/title").text.strip()


def test_each_value_is_one_link_in_the_words_of_the_page(page, rating_type, language):
    linked = {a.get("href"): text_of(a) for a in page.iter("a") if "?rating=" in a.get("href")}

    assert linked == {
        f"{URL}?rating={each.value}": each.said_in(language) for each in CHOICES[rating_type]
    }
    assert len(linked) == len(SCALES[rating_type].values)


def test_one_link_chooses_nothing_and_one_stops_the_asking(page):
    links = [a.get("href") for a in page.iter("a")]

    assert links.count(URL) == 1
    assert links.count(f"{URL}/unsubscribe") == 1


def test_screen_readers_are_told_of_no_tables_and_of_one_heading(page):
    assert {table.get("role") for table in page.iter("table")} == {"presentation"}
    assert len(list(page.iter("h1"))) == 1


def test_no_picture_script_or_sheet_is_loaded_from_anywhere(page):
    loading = ("img", "script", "link", "iframe", "object")

    assert [each.tag for each in page.iter() if each.tag in loading or each.get("src")] == []
    assert "url(" not in "".join(page.itertext())


def test_the_text_says_what_the_html_says(invited, page):
    said = " ".join("".join(page.itertext()).split())

    sentences = [line for line in as_text(invited).splitlines() if line and URL not in line]
    assert [line for line in sentences if line not in said] == []


def test_everything_is_in_the_one_language(invite):
    danish = invite(rule=rule(language="da", name="Eksempel"), purpose=Purpose.REMINDER)

    assert subject(danish) == "Påmindelse: Hvordan var hjælpen fra Agnes?"
    assert "Du får denne mail, fordi du har været i kontakt med Eksempel." in as_text(danish)
    assert "Meget utilfreds" in as_html(danish)
    assert "Spørg mig ikke igen" in as_html(danish)


@pytest.mark.parametrize(
    ("spoken", "written"),
    [("da", "da"), ("ar", "ar"), ("da-DK", "da"), ("tlh", "en"), (None, "en")],
)
def test_the_mail_is_in_the_language_of_the_conversation_if_that_is_offered(
    invite, spoken, written
):
    asking = SurveyRule(name="support", rating=RatingType.CSAT, languages=("en", "da", "ar"))

    assert parsed(as_html(invite(rule=asking, language=spoken))).get("lang") == written


def test_the_rules_own_question_is_asked_in_the_language_of_the_mail(invite):
    own = {"en": "Did we do well?", "da": "Gjorde vi det godt?"}
    asking = SurveyRule(
        name="support", rating=RatingType.CSAT, languages=("da", "en"), question=own
    )

    assert subject(invite(rule=asking)) == "Gjorde vi det godt?"


def test_only_the_reminder_says_that_it_is_one(invite):
    assert subject(invite(purpose=Purpose.REMINDER)) == f"Reminder: {subject(invite())}"
    assert "This is the only reminder." in as_text(invite(purpose=Purpose.REMINDER))
    assert "reminder" not in as_text(invite())


def test_both_ends_of_a_long_scale_are_named(invite):
    said = "".join(parsed(as_html(invite(rating_type=RatingType.NPS))).itertext())

    assert "0 Not at all likely" in said
    assert "10 Extremely likely" in said


@pytest.mark.parametrize("color", EVERY_BRAND)
@pytest.mark.parametrize("scheme", PAPER)
def test_whatever_the_brand_everything_can_be_read_in_light_and_dark(color, scheme):
    found = colors(scheme, color)

    assert min(contrast(found[each], found["paper"]) for each in ON_PAPER) >= ENOUGH
    assert contrast(found["accent"], found["tint"]) >= ENOUGH
    assert contrast(found["muted"], found["ground"]) >= ENOUGH


@pytest.mark.parametrize("scheme", PAPER)
def test_the_mail_is_painted_with_these_colours_and_no_others(invite, scheme):
    text = as_html(invite(rule=rule(color="#ffcc00")))
    dark = re.search(r"<style>.*</style>", text, re.DOTALL)[0]

    painted = dark if scheme == "dark" else text.replace(dark, "")
    assert set(re.findall(r"#[0-9a-f]{6}", painted)) == set(colors(scheme, "#ffcc00").values())


def test_the_privacy_notice_is_linked_if_there_is_one(invite):
    notice = "https://example.com/privacy"

    assert f'href="{notice}"' in as_html(invite(rule=rule(privacy_url=notice)))
    assert "Privacy" not in as_html(invite())


def test_a_hostile_name_subject_or_brand_stays_text(invite):
    hostile = "<script>alert(1)</script>"
    letter = invite(agent=Person(id="eve", name=hostile), subject=hostile, rule=rule(name=hostile))

    assert list(parsed(as_html(letter)).iter("script")) == []
    assert "&lt;script&gt;alert(1)" in as_html(letter)


def text_of(element) -> str:
    return "".join(element.itertext()).strip()


def parsed(text) -> Element:
    parser = HTMLParser(namespace_html_elements=False)
    tree = parser.parse(text)
    assert parser.errors == []
    return tree
