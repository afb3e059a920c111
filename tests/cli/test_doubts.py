"""What is probably not meant."""

import pytest

from service.cli.doubts import doubts_about, misspelt
from service.ratings import RatingType
from service.rules.survey_rule import SurveyRule


def survey(name="sales", **conditions):
    return SurveyRule(name=name, rating=RatingType.CSAT, **conditions)


def never_used(name, first):
    return f'survey {name}: it is never used: whatever fits it fits "{first}", which comes first'


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({}, {"queues": ("Sales",)}),
        ({}, {"without_tags": ("spam",)}),
        ({"queues": ("SALES", "Returns")}, {"queues": ("sales",)}),
        ({"without_tags": ("spam",)}, {"without_tags": ("Spam", "test")}),
        ({"channels": ("EMAIL",)}, {"channels": ("email",), "tags": ("vip",)}),
    ],
)
def test_a_survey_that_an_earlier_one_leaves_nothing_is_named(first, second):
    surveys = [survey("all", **first), survey(**second)]

    assert list(doubts_about(surveys)) == [never_used("sales", "all")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"queues": ("Sales",)}, {}),
        ({"queues": ("Sales",)}, {"queues": ("Sales", "Returns")}),
        ({"without_tags": ("spam",)}, {}),
        ({"directions": ("INBOUND",)}, {"directions": ("OUTBOUND",)}),
        ({"tags": ("vip",)}, {"tags": ("new",)}),
    ],
)
def test_one_that_is_left_something_is_not(first, second):
    assert list(doubts_about([survey("some", **first), survey(**second)])) == []


def test_a_channel_that_nobody_has_heard_of_is_named_with_the_one_that_is_meant():
    [told] = doubts_about([survey(channels=("EMIAL", "widget_chat"))])

    assert told.startswith("survey sales: channel EMIAL is none that we know: did you mean EMAIL? ")


def test_a_survey_that_draws_no_share_is_named():
    surveys = [survey("none", queues=("Sales",), sample=0.0), survey("few", sample=0.001)]

    assert list(doubts_about(surveys)) == [
        "survey none: nobody is asked by it, since its sample is 0"
    ]


def test_a_variable_that_is_much_like_one_of_ours_is_named():
    environ = {
        "SURVEY_FILE": "x",
        "DIXA_RATE_FILE": "x",
        "SMTP_URL_FILE": "x",
        "PORT": "1",
        "HOME": "/",
        "RATING_SURVEY_DATA": "data",
    }

    assert list(misspelt(environ)) == [
        "DIXA_RATE_FILE is not read: only a secret may stand in a file",
        "SURVEY_FILE is no setting of ours: did you mean SURVEYS_FILE?",
    ]


def test_no_everyday_variable_is_taken_for_a_slip():
    everyday = ("PATH", "LANG", "LC_ALL", "TERM", "SHELL", "USER", "PWD", "EDITOR", "MAIL", "TZ")

    assert list(misspelt(dict.fromkeys(everyday, "x"))) == []
