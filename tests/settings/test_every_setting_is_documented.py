"""Every setting is declared once, and found by whoever runs the service."""

import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from service.settings import VARIABLES, Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
EVERY_VARIABLE = pytest.mark.parametrize("variable", VARIABLES, ids=lambda variable: variable.name)

READY_MADE = [
    variable
    for variable in VARIABLES
    if "$(" not in variable.example and variable.name != "SURVEYS_FILE"
]


def test_every_field_is_declared_as_a_variable():
    assert len(VARIABLES) == len(fields(Settings))
    assert len({variable.name for variable in VARIABLES}) == len(VARIABLES)


@EVERY_VARIABLE
def test_the_example_environment_shows_the_variable(variable):
    text = (DEPLOY / "env.example").read_text(encoding="utf-8")

    assert re.search(rf"^#? ?{variable.name}=", text, re.MULTILINE)


@EVERY_VARIABLE
def test_the_manual_explains_the_variable_with_its_default(variable):
    manual = (DEPLOY / "README.md").read_text(encoding="utf-8")
    rows = [line for line in manual.splitlines() if line.startswith("|")]

    (row,) = [row for row in rows if f"`{variable.name}`" in row.split("|")[1]]
    assert variable.default is None or f"`{variable.default}`" in row
    assert not variable.required or "required" in row


@pytest.mark.parametrize("variable", READY_MADE, ids=lambda variable: variable.name)
def test_the_example_in_a_fault_is_right(variable):
    variable.parse(variable.example)


@pytest.mark.parametrize("variable", READY_MADE, ids=lambda variable: variable.name)
def test_the_example_in_a_fault_may_stand_in_a_file_that_a_shell_reads(variable, tmp_path):
    (tmp_path / "env").write_text(f"{variable.name}={variable.example}\n")

    read = subprocess.run(
        ["/bin/sh", "-c", f'. ./env && printf %s "${variable.name}"'],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert read.stdout == variable.example


def test_the_example_environment_may_be_read_by_a_shell_once_everything_is_uncommented(tmp_path):
    text = (DEPLOY / "env.example").read_text(encoding="utf-8")
    (tmp_path / "env").write_text(re.sub(r"^#(?=[A-Z_]+=)", "", text, flags=re.MULTILINE))

    read = subprocess.run(
        ["/bin/sh", "-ec", ". ./env; echo $MAIL_FROM"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (read.returncode, read.stderr) == (0, "")
    assert read.stdout == "Example Support <support@example.com>\n"
