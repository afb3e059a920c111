"""`rating-survey preview`: links that show what customers would see."""

from itertools import pairwise
from pathlib import Path

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

HINT = "For fewer of them: --survey NAME, --language CODE."
ENDS = ("html", "txt")
ONE = '[[survey]]\nname = "{}"\nrating = "Nps"\nlanguages = ["en"]\n'


@pytest.fixture
def surveys_file(tmp_path):
    path = tmp_path / "surveys.toml"
    path.write_text(SURVEYS, encoding="utf-8")
    return str(path)


def headings(result):
    lines = result.stdout.removesuffix(f"{HINT}\n").splitlines()
    return [line for before, line in pairwise(lines) if not before]


def links(result):
    return [line.split()[-1] for line in result.stdout.splitlines() if "https://" in line]


def test_every_survey_is_shown_in_every_language_and_state(run_process, surveys_file):
    result = run_process("preview", SURVEYS_FILE=surveys_file)

    assert (result.returncode, result.stderr) == (0, "")
    assert headings(result) == ["support, English", "support, Dansk", "sales, English"]
    assert len(links(result)) == 3 * len(Scene)
    assert all(link.startswith("https://surveys.example.com/s/preview.") for link in links(result))
    assert sum(link.endswith("?lang=da") for link in links(result)) == len(Scene)


def test_how_to_get_fewer_is_said_last_where_it_is_seen(run_process, surveys_file):
    assert run_process("preview", SURVEYS_FILE=surveys_file).stdout.endswith(f"\n\n{HINT}\n")
    narrowed = run_process("preview", "--survey", "sales", SURVEYS_FILE=surveys_file)
    assert HINT not in narrowed.stdout


def test_it_can_be_narrowed_down(run_process, surveys_file):
    options = ("--survey", "support", "--language", "da")
    result = run_process("preview", *options, SURVEYS_FILE=surveys_file)

    assert headings(result) == ["support, Dansk"]


def test_the_mails_are_written_into_a_folder_and_lead_to_the_pages(
    run_process, surveys_file, tmp_path
):
    folder = tmp_path / "mails"
    result = run_process("preview", "--mails", str(folder), SURVEYS_FILE=surveys_file)

    names = {f"{name}.{end}" for name in ("support.en", "support.da", "sales.en") for end in ENDS}
    assert {each.name for each in folder.iterdir()} == names
    assert f"mail              {folder}/support.da.html" in result.stdout
    html, text = ((folder / f"support.da.{end}").read_text("utf-8") for end in ENDS)
    link = next(each for each in links(result) if each.endswith("?lang=da"))
    assert '<html lang="da"' in html
    assert link.removesuffix("?lang=da") in html
    assert link.removesuffix("?lang=da") in text
    assert text.splitlines()[0] in html  # the subject, which is the question


def test_a_survey_that_goes_by_message_alone_has_no_mail(run_process, surveys_file, tmp_path):
    with Path(surveys_file).open("a", encoding="utf-8") as file:
        file.write('deliver = ["message"]\n')
    folder = tmp_path / "mails"

    run_process("preview", "--mails", str(folder), SURVEYS_FILE=surveys_file)

    assert not list(folder.glob("sales.*"))
    assert list(folder.glob("support.*"))


def test_where_none_goes_by_mail_that_is_said(run_process, surveys_file, tmp_path):
    file = Path(surveys_file)
    file.write_text(SURVEYS.replace("rating =", 'deliver = ["message"]\nrating ='), "utf-8")

    result = run_process("preview", "--mails", str(tmp_path / "mails"), SURVEYS_FILE=surveys_file)

    assert "\nNo mail is written: no survey of these goes by e-mail.\n" in result.stdout


def test_surveys_with_names_much_alike_have_files_of_their_own(run_process, tmp_path):
    file, folder = tmp_path / "surveys.toml", tmp_path / "mails"
    names = ("a b", "a/b", "a-b")
    file.write_text("".join(ONE.format(name) for name in names), "utf-8")

    run_process("preview", "--mails", str(folder), SURVEYS_FILE=str(file))

    assert len(list(folder.glob("*.html"))) == len(names)


def test_a_folder_that_can_not_be_written_is_named(run_process, surveys_file):
    result = run_process("preview", "--mails", surveys_file + "/x", SURVEYS_FILE=surveys_file)

    assert result.returncode == 2
    assert result.stderr == f"--mails: {surveys_file}/x can't be written: Not a directory\n"


def test_a_survey_that_is_not_there_is_named(run_process, surveys_file):
    result = run_process("preview", "--survey", "nobody", SURVEYS_FILE=surveys_file)

    assert result.returncode == 2
    assert result.stderr == "--survey: there is no such survey; there are: support, sales\n"
