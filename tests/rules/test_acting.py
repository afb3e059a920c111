import pytest

from service.rules.acting import inactive_keys
from service.rules.survey_rule import DEFAULT_SURVEY
from service.rules.surveys_file import parse_surveys


def survey_with(line):
    document = f'[[survey]]\nname = "support"\nrating = "Csat"\n{line}'.encode()
    (survey,) = parse_surveys(document, file="surveys.toml")
    return survey


@pytest.mark.parametrize(
    "line",
    [
        'delay = "30m"',
        'expires = "7d"',
        'hold = "5m"',
        "sample = 0.5",
        'deliver = ["message", "webhook"]',
        'question = { en = "How was it?", da = "Hvordan gik det?" }',
        'languages = ["da", "en"]',
        'brand = { name = "Example", color = "#0b5cad" }',
        'brand = { logo = "https://a.b/c.svg", privacy_url = "https://a.b/c" }',
        'agent_name = "full"',
        'channels = ["EMAIL"]\nqueues = ["Returns"]\ndirections = []\ntags = ["vip"]',
        'without_tags = ["spam"]\ncontact_points = ["help@example.com"]',
    ],
)
def test_what_acts_is_not_mentioned(line):
    assert inactive_keys(survey_with(line)) == {}


@pytest.mark.parametrize(
    ("line", "key", "why"),
    [
        ('cooldown = "30d"', "cooldown", "acts only within one conversation"),
    ],
)
def test_what_is_set_in_vain_is_said_with_what_happens_instead(line, key, why):
    assert inactive_keys(survey_with(line)) == {key: why}


def test_a_default_is_not_set_in_vain():
    assert inactive_keys(DEFAULT_SURVEY) == {}
