"""Every key of `surveys.toml` is explained to whoever writes the file, with what left out means."""

import json
import re
import tomllib
from dataclasses import MISSING, fields
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli import main
from service.dixa.channels import CHANNELS
from service.languages.spoken import LANGUAGES
from service.rules.duration import write_duration
from service.rules.schema import BrandTable, SurveysFile, SurveyTable
from service.rules.survey_rule import Brand, SurveyRule

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = (DOCS / "surveys.md").read_text("utf-8")
BRAND_KEYS = [f"brand.{key}" for key in BrandTable().fields]
EVERY_KEY = pytest.mark.parametrize("key", [*SurveyTable().fields, *BRAND_KEYS])
DEFAULTS = {field.name: field for field in fields(SurveyRule)} | {
    f"brand.{field.name}": field for field in fields(Brand)
}


def row_of(key):
    rows = [line.split(" | ") for line in REFERENCE.splitlines() if line.startswith("| `")]
    (row,) = [row for row in rows if row[0] == f"| `{key}`"]
    _, _, _, left_out, example = row
    return left_out, example


def in_words(field):
    if field.default_factory is not MISSING or field.default in {None, LANGUAGES, Brand()}:
        return "not set"
    if field.default is MISSING:
        return "required"
    if isinstance(field.default, timedelta):
        return f'`"{write_duration(field.default)}"`'
    return f"`{json.dumps(field.default)}`"


@EVERY_KEY
def test_the_reference_explains_the_key_with_its_default(key):
    left_out, _ = row_of(key)

    assert left_out.partition(":")[0] == in_words(DEFAULTS[key])


@EVERY_KEY
def test_the_example_of_the_key_can_be_copied(key):
    _, cell = row_of(key)
    example = tomllib.loads(re.fullmatch(r"`(.+)` \|", cell)[1])

    survey = {"name": "support", "rating": "Csat"} | example
    assert SurveysFile().validate({"survey": [survey]}) == {}


@pytest.mark.parametrize("key", SurveysFile().fields)
def test_the_reference_names_the_key_of_the_whole_file(key):
    _, _, section = REFERENCE.partition("## For the whole file\n")

    assert f"`{key}`" in section.partition("\n## ")[0]


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_reference_names_every_channel_known(channel):
    _, _, section = REFERENCE.partition("## Channels\n")

    assert f"`{channel}`" in section


def test_the_example_file_can_be_used():
    (example,) = re.findall(r"```toml\n(.+?)```", REFERENCE, re.DOTALL)

    assert SurveysFile().validate(tomllib.loads(example)) == {}


def test_whoever_the_example_event_tells_of_would_be_asked():
    event = str(DOCS / "example-event.json")

    tried = CliRunner().invoke(main, ["rules", "test", event], env={"SURVEYS_FILE": ""})

    assert tried.exit_code == 0, tried.output
