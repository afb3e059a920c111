"""`surveys.toml` as it is accepted."""

from datetime import timedelta

import pytest

from service.languages.spoken import LANGUAGES
from service.ratings import RatingType
from service.rules.survey_rule import DEFAULT_SURVEY, Brand, SurveyRule
from service.rules.surveys_file import parse_surveys

FULL = """
[[survey]]
name     = "support"
rating   = "Csat"                     # Csat | Nps | ThumbsUpOrDown
channels = ["EMAIL", "WIDGET_CHAT"]   # each condition is optional
queues   = ["Returns"]
directions = ["INBOUND"]
tags     = []
without_tags = ["no-survey", "spam"]
contact_points = []
without_queues = ["Internal"]
without_agents = ["Trainee"]
delay    = "30m"
max_age  = "2d"
expires  = "14d"
reminder = "3d"
cooldown = "30d"
hold     = "5m"
sample   = 0.5
deliver  = ["email", "message"]
languages = ["en", "da"]
question = { en = "How was our help today?" }
agent_name = "full"
ask_solved = true
brand    = { name = "Example", color = "#0b5cad", logo = "https://…", privacy_url = "https://a.b" }
"""


def parse(text):
    return parse_surveys(text.encode(), file="surveys.toml")


def test_every_key_is_read():
    (survey,) = parse(FULL)

    assert survey == SurveyRule(
        name="support",
        rating=RatingType.CSAT,
        channels=("EMAIL", "WIDGET_CHAT"),
        queues=("Returns",),
        directions=("INBOUND",),
        tags=(),
        without_tags=("no-survey", "spam"),
        contact_points=(),
        without_queues=("Internal",),
        without_agents=("Trainee",),
        delay=timedelta(minutes=30),
        max_age=timedelta(days=2),
        expires=timedelta(days=14),
        reminder=timedelta(days=3),
        cooldown=timedelta(days=30),
        hold=timedelta(minutes=5),
        sample=0.5,
        deliver=("email", "message"),
        languages=("en", "da"),
        question={"en": "How was our help today?"},
        agent_name="full",
        ask_solved=True,
        brand=Brand(
            name="Example",
            color="#0b5cad",
            logo="https://…",
            privacy_url="https://a.b",
        ),
    )


def test_what_is_left_out_has_its_documented_default():
    (survey,) = parse('[[survey]]\nname = "least"\nrating = "Nps"')

    assert (survey.delay, survey.expires) == (timedelta(0), timedelta(days=14))
    assert (survey.cooldown, survey.hold) == (timedelta(days=30), timedelta(minutes=5))
    assert (survey.sample, survey.deliver) == (1.0, ("email", "message"))
    assert survey.directions == ("INBOUND",)
    assert (survey.max_age, survey.without_queues, survey.without_agents) == (
        timedelta(days=7),
        (),
        (),
    )
    assert (survey.channels, survey.queues, survey.tags, survey.without_tags) == ((), (), (), ())
    assert survey.languages == LANGUAGES
    assert (survey.question, survey.brand) == ({}, Brand())
    assert (survey.agent_name, survey.ask_solved) == ("first", False)


def test_a_survey_with_nothing_but_a_name_is_the_default_survey():
    (survey,) = parse('[[survey]]\nname = "default"\nrating = "Csat"')

    assert survey == DEFAULT_SURVEY


def test_surveys_keep_the_order_of_the_file():
    surveys = parse(
        '[[survey]]\nname = "b"\nrating = "Nps"\n[[survey]]\nname = "a"\nrating = "ThumbsUpOrDown"'
    )

    assert [(survey.name, survey.rating) for survey in surveys] == [
        ("b", RatingType.NPS),
        ("a", RatingType.THUMBS),
    ]


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ('delay = "0"', "delay", timedelta(0)),
        ('hold = "0s"', "hold", timedelta(0)),
        ("sample = 1", "sample", 1.0),
        ("sample = 0", "sample", 0.0),
        ("directions = []", "directions", ()),
        ('directions = ["OUTBOUND", "INBOUND"]', "directions", ("OUTBOUND", "INBOUND")),
        ('deliver = ["webhook"]', "deliver", ("webhook",)),
        ('languages = ["ar"]', "languages", ("ar",)),
        ('question.da = "Går det ?"', "question", {"da": "Går det ?"}),
        ('brand.name = "👩‍💻 & Co"', "brand", Brand(name="👩‍💻 & Co")),
    ],
)
def test_a_key_takes_all_that_it_may_hold(line, key, value):
    (survey,) = parse(f'[[survey]]\nname = "support"\nrating = "Csat"\n{line}')

    assert getattr(survey, key) == value


def test_what_the_file_leaves_out_every_survey_leaves_out():
    first, second = parse(
        'without_agents = ["Trainee"]\nwithout_queues = ["Internal"]\n'
        '[[survey]]\nname = "a"\nrating = "Nps"\nwithout_agents = ["Bo"]\n'
        '[[survey]]\nname = "b"\nrating = "Csat"\n'
    )

    assert (first.without_agents, first.without_queues) == (("Bo", "Trainee"), ("Internal",))
    assert (second.without_agents, second.without_queues) == (("Trainee",), ("Internal",))


def test_a_byte_order_mark_and_windows_line_ends_are_normal():
    document = '\ufeff[[survey]]\r\nname = "support"\r\nrating = "Csat"\r\n'.encode()

    (survey,) = parse_surveys(document, file="surveys.toml")

    assert survey.name == "support"
