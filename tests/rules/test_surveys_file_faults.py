"""`surveys.toml` as it is refused: file, survey, key, and what is right, a line for each fault."""

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.languages.spoken import LANGUAGES
from service.rules import faults
from service.rules.schema import BrandTable, SurveyTable
from service.rules.surveys_file import RulesError, parse_surveys

GIVEN = {"survey", "survey.name", "survey.rating"}
HEAD = '[[survey]]\nname = "support"\nrating = "Csat"\n'
KEYS = (
    "name, rating, channels, queues, directions, tags, without_tags, contact_points, "
    "without_queues, without_agents, delay, max_age, expires, reminder, cooldown, hold, sample, "
    "deliver, languages, question, agent_name, ask_solved, brand"
)
TOP = "without_queues, without_agents, survey"
BRAND = "name, color, logo, privacy_url"
RATINGS = "must be one of: Csat, Nps, ThumbsUpOrDown"
UNIT = "must be a whole number with a unit: s, m, h, d or w"
LINE = "must be one line of 1 to 200 characters"
LIST = "must be a list of texts"
WEB = "must be an address that begins with https://"
TONGUES = f"must be one of: {', '.join(LANGUAGES)}"


def faults_of(text):
    with pytest.raises(RulesError) as refusal:
        parse_surveys(text.encode(), file="surveys.toml")
    return list(refusal.value.faults)


@pytest.mark.parametrize(
    ("line", "key", "problem"),
    [
        ('channels = "EMAIL"', "channels", LIST),
        ("queues = [1]", "queues, entry 1", "must be text"),
        ('queues = ["Returns", ""]', "queues, entry 2", LINE),
        ('directions = ["inbound"]', "directions, entry 1", "must be one of: INBOUND, OUTBOUND"),
        ('directions = ["INBOUND", "INBOUND"]', "directions", "must have no entry twice"),
        ('tags = [["vip"]]', "tags, entry 1", "must be text"),
        ("without_tags = true", "without_tags", LIST),
        ('contact_points = ["  "]', "contact_points, entry 1", LINE),
        ("delay = 30", "delay", UNIT),
        ('delay = "30"', "delay", UNIT),
        ('expires = "two weeks"', "expires", UNIT),
        ('expires = "0"', "expires", "must be longer than 0"),
        ('reminder = "0"', "reminder", "must be longer than 0"),
        ('reminder = "14d"', "reminder", "must be shorter than `expires`"),
        (
            'languages = ["da"]\nquestion = { en = "How was it?" }',
            "question",
            "en must be one of `languages`",
        ),
        ('cooldown = "-1d"', "cooldown", UNIT),
        ('hold = "11000d"', "hold", "must be at most 3650d"),
        ("sample = 1.01", "sample", "must be a number from 0 to 1"),
        ("sample = -0.1", "sample", "must be a number from 0 to 1"),
        ("sample = nan", "sample", "must be a number from 0 to 1"),
        ("sample = true", "sample", "must be a number from 0 to 1"),
        ('sample = "0.5"', "sample", "must be a number from 0 to 1"),
        ("deliver = []", "deliver", "must not be empty"),
        ('deliver = ["fax"]', "deliver, entry 1", "must be one of: email, message, webhook"),
        ('deliver = ["email", "email"]', "deliver", "must have no entry twice"),
        ('agent_name = "Mia"', "agent_name", "must be one of: first, full, none"),
        ('ask_solved = "yes"', "ask_solved", "must be true or false"),
        ("ask_solved = 1", "ask_solved", "must be true or false"),
        ("languages = []", "languages", "must not be empty"),
        ('languages = ["english"]', "languages, entry 1", TONGUES),
        ('question = "How?"', "question", "must be a table"),
        ('question = { xx = "How?" }', "question.xx", TONGUES),
        ('question = { "x.y" = "How?" }', "question.x.y", TONGUES),
        ('question = { en = "" }', "question.en", LINE),
        ('question = { en = "How\\nwas it?" }', "question.en", LINE),
        ('question = { en = ["How?"] }', "question.en", "must be text"),
        ('brand = "Example"', "brand", "must be a table"),
        ("brand = { name = 1 }", "brand.name", "must be text"),
        ('brand = { color = "blue" }', "brand.color", "must be a colour written #rrggbb"),
        ('brand = { color = "#0b5cad80" }', "brand.color", "must be a colour written #rrggbb"),
        ('brand = { logo = "http://a.b/c.svg" }', "brand.logo", WEB),
        ('brand = { logo = "https://" }', "brand.logo", WEB),
        ('brand = { privacy_url = "https://[" }', "brand.privacy_url", WEB),
        ('brand = { privacy_url = "javascript:alert(1)" }', "brand.privacy_url", WEB),
        ('brand = { privacy_url = "https://a b" }', "brand.privacy_url", WEB),
    ],
)
def test_a_wrong_value_is_named_with_what_is_right(line, key, problem):
    (fault,) = faults_of(HEAD + line)

    name = key.partition(",")[0].partition(".")[0]
    assert fault.startswith(
        f'surveys.toml, survey "support", {key}: {problem}; for example {name} = '
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[[survey]]\nrating = "Csat"', 'survey 1, name: is missing; for example name = "support"'),
        (
            '[[survey]]\nname = "a"',
            'survey "a", rating: is missing; for example rating = "Csat"',
        ),
        (
            '[[survey]]\nname = "a"\nrating = "csat"',
            f'survey "a", rating: {RATINGS}; for example rating = "Csat"',
        ),
        (
            '[[survey]]\nname = 7\nrating = "Csat"',
            'survey 1, name: must be text; for example name = "support"',
        ),
        (
            f'{HEAD}colour = "red"',
            f'survey "support", colour: is not a known key; known are: {KEYS}',
        ),
        (
            f'{HEAD}brand = {{ colour = "red" }}',
            (
                'survey "support", brand.colour: is not a known key;'
                f" did you mean color? known are: {BRAND}"
            ),
        ),
        ("", "survey: is missing; for example [[survey]]"),
        ("survey = []", "survey: must be there at least once; for example [[survey]]"),
        ("survey = [1]", "survey 1: must be a table; for example [[survey]]"),
        ('[survey]\nname = "a"', "survey: must be written as [[survey]]; for example [[survey]]"),
        (f"version = 1\n{HEAD}", f"version: is not a known key; known are: {TOP}"),
        (HEAD + HEAD, 'survey 2, name: must differ from that of survey "support"'),
    ],
)
def test_a_wrong_shape_is_named_with_what_is_right(text, fault):
    assert faults_of(text) == [f"surveys.toml, {fault}"]


def test_every_key_has_an_example_and_every_example_is_right():
    optional = [example for key, example in faults._EXAMPLES.items() if key not in GIVEN]
    documents = [f"{HEAD}{example}".encode() for example in optional]

    for document in documents:
        assert parse_surveys(document, file="surveys.toml")
    surveys = [tomllib.loads(document.decode())["survey"][0] for document in documents]
    assert {key for survey in surveys for key in survey} == set(SurveyTable().fields)
    brands = [survey["brand"] for survey in surveys if "brand" in survey]
    assert {key for brand in brands for key in brand} == set(BrandTable().fields)


def test_the_whole_file_is_checked_at_once():
    lines = faults_of(
        '[[survey]]\nname = "one"\nrating = "Stars"\ndelay = "soon"\n'
        '[[survey]]\nrating = "Nps"\nsample = 2\n'
        '[[survey]]\nname = "one"\nrating = "Nps"\n'
    )

    assert [line.partition(": ")[0] for line in lines] == [
        'surveys.toml, survey "one", rating',
        'surveys.toml, survey "one", delay',
        "surveys.toml, survey 2, name",
        "surveys.toml, survey 2, sample",
        "surveys.toml, survey 3, name",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[[survey]]\nname = support"', 2),
        ('[[survey]\nname = "support"', 1),
        ('[[survey]]\nname = "a"\nname = "b"\n', 3),
        ("[[survey]]\n\ntags = [", 3),
    ],
)
def test_what_is_not_toml_is_shown_by_its_line(text, line):
    (fault,) = faults_of(text)

    assert fault.startswith(f"surveys.toml, line {line}: is not TOML: ")


def test_what_is_not_text_is_shown_by_its_line():
    with pytest.raises(RulesError) as refusal:
        parse_surveys(b'[[survey]]\nname = "K\xf8b"\n', file="surveys.toml")

    assert refusal.value.faults == ("surveys.toml, line 2: is not UTF-8 text",)


def test_a_file_that_is_nested_too_deeply_is_refused():
    (fault,) = faults_of(f"survey = {'[' * 100_000}")

    assert fault == "surveys.toml: is nested too deeply to be read"


@pytest.mark.parametrize("name", ['"a\\nb"', '"\\u001b[31m"', '"  "'])
def test_a_name_that_would_break_the_line_gives_way_to_a_number(name):
    (fault, *_) = faults_of(f'[[survey]]\nname = {name}\nrating = "Csat"\n"a\\nb" = 1')

    assert fault.startswith("surveys.toml, survey 1, name: ")


VALUES = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.sampled_from(KEYS.split(", ")) | st.text(), VALUES)
def test_no_file_ends_in_a_traceback(key, value):
    document = f"[[survey]]\n{json.dumps(key)} = {as_toml(value)}".encode(errors="replace")

    with pytest.raises(RulesError) as refusal:
        parse_surveys(document, file="surveys.toml")

    assert all(fault.startswith("surveys.toml, ") for fault in refusal.value.faults)
    assert all(fault.splitlines() == [fault] for fault in refusal.value.faults)


def as_toml(value):
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)} = {as_toml(inner)}" for key, inner in value.items())
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(as_toml, value))}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool) else str(value)
