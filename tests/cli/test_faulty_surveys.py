"""A `surveys.toml` with a fault, while the service runs on by the surveys that it read before."""

import pytest

LOOKING = {
    "parked list": "Nothing is parked.\n",
    "surveys disowned": "Nobody has disowned a rating.\n",
    "webhook list": "There is no subscription: make one with `rating-survey webhook create`.\n",
    "webhook unreadable": "Every event could be read.\n",
    "audit": "0 conversations compared, 0 differences found.\n",
    "backfill": "No missed events.\n",
}


@pytest.fixture
def faulty(tmp_path):
    """The path of a file that names no survey."""
    file = tmp_path / "surveys.toml"
    file.write_text('[[survey]]\nnmae = "support"\n')
    return str(file)


@pytest.mark.parametrize("command", LOOKING)
def test_what_does_not_look_at_the_surveys_notes_the_fault_and_works(
    command, faulty, redis, dixa, run_process
):
    served = {"DIXA_API_URL": dixa.url, "DIXA_API_TOKEN": dixa.token}

    result = run_process(*command.split(), SURVEYS_FILE=faulty, **served)

    *faults, goes_on = result.stderr.splitlines()
    assert (result.returncode, result.stdout) == (0, LOOKING[command])
    assert faults
    assert all(line.startswith(f"Note: SURVEYS_FILE: {faulty}, survey 1") for line in faults)
    assert goes_on.startswith(
        "Note: a service that runs goes on by the surveys that it read before"
    )


def test_so_does_a_file_that_is_not_there(redis, run_process):
    result = run_process("parked", "list", SURVEYS_FILE="/nowhere/surveys.toml")

    assert result.stderr.startswith("Note: SURVEYS_FILE: must name a file that can be read")
    assert (result.returncode, result.stdout) == (0, "Nothing is parked.\n")


@pytest.mark.parametrize("command", ["check", "serve", "preview", "rules simulate"])
def test_what_goes_by_the_surveys_refuses_them(command, faulty, run_process):
    result = run_process(*command.split(), SURVEYS_FILE=faulty)

    assert f"{faulty}, survey 1" in result.stderr
    assert "Note" not in result.stderr
    assert (result.returncode, result.stdout) == (2, "")


def test_a_fault_of_another_setting_ends_every_command(faulty, run_process):
    result = run_process("parked", "list", SURVEYS_FILE=faulty, SETTLE_SECONDS="soon")

    [line] = result.stderr.splitlines()
    assert line.startswith("SETTLE_SECONDS: ")
    assert result.returncode == 2
