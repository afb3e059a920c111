from service.ratings import RatingType
from service.rules.survey_rule import DEFAULT_SURVEY, SurveyRule, rule_named, rule_that_asked

SALES = SurveyRule(name="sales", rating=RatingType.NPS)
SUPPORT = SurveyRule(name="support", rating=RatingType.CSAT)


def test_a_rule_is_found_by_its_name():
    assert rule_named("support", (SALES, SUPPORT)) is SUPPORT
    assert rule_that_asked("support", (SALES, SUPPORT)) is SUPPORT


def test_of_a_name_that_no_rule_has_there_is_none():
    assert rule_named("support", (SALES,)) is None
    assert rule_named(None, (SALES,)) is None


def test_the_default_survey_stands_in_for_a_rule_that_is_gone():
    assert rule_that_asked("support", (SALES,)) is DEFAULT_SURVEY
