"""`rating-survey password`: the hash of what the team signs in with."""

import pytest
from werkzeug.security import check_password_hash


@pytest.mark.parametrize("line", ["correct horse\n", "correct horse\r\n", "correct horse"])
def test_without_a_terminal_it_is_the_first_line_of_standard_input(run, line):
    result = run("password", stdin=line)

    assert check_password_hash(result.stdout.strip(), "correct horse")
    assert (result.exit_code, result.stderr) == (0, "")


def test_it_may_be_named_on_the_command_line(run):
    result = run("password", "--password", "correct horse")

    assert check_password_hash(result.stdout.strip(), "correct horse")


@pytest.mark.parametrize(
    ("arguments", "stdin"), [(["--password", ""], None), ([], ""), ([], "\n"), ([], "  \n")]
)
def test_nothing_is_no_password(run, arguments, stdin):
    result = run("password", *arguments, stdin=stdin)

    assert result.stderr.startswith("the password must not be empty; for example: ")
    assert (result.exit_code, result.stdout) == (2, "")
