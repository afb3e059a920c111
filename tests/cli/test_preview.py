"""`rating-survey preview`: links that show what customers would see."""

import pytest

from service.web.preview.token import Scene

SURVEYS = """\
[[survey]]
name = "support"
rating = "Csat"
languages = ["en", "da"]

[[survey]]
name = "sales"
rating = "Nps"
languages = ["en"]
"""


@pytest.fixture
def surveys_file(tmp_path):
    path = tmp_path / "surveys.toml"
    path.write_text(SURVEYS, encoding="utf-8")
    return str(path)


def headings(result):
    return [line for line in result.stdout.splitlines() if line and not line.startswith((" ", "N"))]


def links(result):
    return [line.split()[-1] for line in result.stdout.splitlines() if "https://" in line]


def test_every_survey_is_shown_in_every_language_and_state(run_process, surveys_file):
    result = run_process("preview", SURVEYS_FILE=surveys_file)

    assert (result.returncode, result.stderr) == (0, "")
    assert headings(result) == ["support, English", "support, Dansk", "sales, English"]
    assert len(links(result)) == 3 * len(Scene)
    assert all(link.startswith("https://surveys.example.com/s/preview.") for link in links(result))
    assert sum(link.endswith("?lang=da") for link in links(result)) == len(Scene)


def test_it_can_be_narrowed_down(run_process, surveys_file):
    options = ("--survey", "support", "--language", "da")
    result = run_process("preview", *options, SURVEYS_FILE=surveys_file)

    assert headings(result) == ["support, Dansk"]


def test_a_survey_that_is_not_there_is_named(run_process, surveys_file):
    result = run_process("preview", "--survey", "nobody", SURVEYS_FILE=surveys_file)

    assert result.returncode == 2
    assert result.stderr == "--survey: there is no such survey; there are: support, sales\n"
