from dataclasses import replace

import pytest

from service.lifecycle.record import Person
from service.ratings import RatingType
from service.rules.survey_rule import DEFAULT_SURVEY, Brand, SurveyRule
from service.web.survey.sheet import sheet_for


def test_a_rules_own_question_wins(asked):
    rule = SurveyRule(name="support", rating=RatingType.CSAT, question={"en": "All well?"})
    sheet = sheet_for(asked(), rule, language="en")
    assert sheet.question == "All well?"


def test_a_rules_question_in_another_language_gives_way_to_ours_in_this_one(asked):
    rule = SurveyRule(name="support", rating=RatingType.CSAT, question={"da": "Alt godt?"})
    sheet = sheet_for(asked(), rule, language="en")
    assert sheet.question == "How was the help you got from Mia?"


def test_a_sheet_is_in_one_language(asked):
    sheet = sheet_for(asked(), DEFAULT_SURVEY, language="da")
    assert (sheet.question, sheet.language) == ("Hvordan var hjælpen fra Mia?", "da")


def test_a_survey_is_asked_by_its_own_scale_whatever_that_of_the_rule(asked):
    sheet = sheet_for(asked(RatingType.THUMBS), DEFAULT_SURVEY, language="en")
    assert sheet.rating_type is RatingType.THUMBS
    assert (sheet.question, sheet.brand) == ("How was the help you got from Mia?", Brand())


def test_the_brand_of_the_rule_asks(asked):
    rule = SurveyRule(name="support", rating=RatingType.CSAT, brand=Brand(name="Example"))
    assert sheet_for(asked(), rule, language="en").brand == Brand(name="Example")


def test_a_survey_that_was_never_offered_has_no_sheet(asked):
    with pytest.raises(ValueError, match="never offered"):
        sheet_for(asked(rating_type=None), DEFAULT_SURVEY, language="en")


@pytest.mark.parametrize(
    ("naming", "question"),
    [
        ("first", "How was the help you got from Mia?"),
        ("full", "How was the help you got from Mia Example?"),
        ("none", "How was our help?"),
    ],
)
def test_the_agent_is_named_as_the_rule_wishes(asked, naming, question):
    rule = SurveyRule(name="support", rating=RatingType.CSAT, agent_name=naming)
    survey = asked()
    agent = Person(id="agent", name="Mia Example")
    named = replace(survey, closing=replace(survey.closing, agent=agent))
    assert sheet_for(named, rule, language="en").question == question


def test_an_agent_without_a_name_is_not_named(asked):
    survey = asked()
    blank = replace(survey, closing=replace(survey.closing, agent=Person(id="agent", name=" ")))
    assert sheet_for(blank, DEFAULT_SURVEY, language="en").question == "How was our help?"
