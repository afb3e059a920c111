import pytest


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["bogus"], "rating-survey: No such command 'bogus'; see rating-survey --help"),
        (["check", "--bogus"], "rating-survey check: No such option"),
        (["surveys", "show"], "rating-survey surveys show: Missing argument 'CONVERSATION'"),
        (["serve", "--workers", "0"], "rating-survey serve: Invalid value for '--workers'"),
    ],
)
def test_wrong_use_is_told_in_one_line(run, arguments, line):
    result = run(*arguments)

    assert result.stderr.startswith(line)
    assert (result.stderr.count("\n"), result.exit_code) == (1, 2)


def test_without_a_command_there_is_help(run):
    result = run()

    assert "Commands:" in result.stderr
    assert result.exit_code == 2


def test_the_help_says_what_the_exit_codes_mean(run):
    told = " ".join(run("--help").stdout.split())

    assert "0 done, 1 found something, 2 wrong use or settings, 3 Redis or Dixa did not" in told


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["rules", "--help"]])
def test_what_was_asked_for_is_no_error(run, arguments):
    result = run(*arguments)

    assert (result.exit_code, result.stderr) == (0, "")
