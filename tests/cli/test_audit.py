"""`rating-survey audit`, on a worker's surveys and a Dixa that has lost an answer."""

import pytest

from service.lifecycle import keys
from service.lifecycle.states import State
from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import faults


@pytest.fixture
def audit(dixa, run_process):
    def run_(*arguments, **changes):
        served = {"DIXA_API_URL": dixa.url, "DIXA_API_TOKEN": dixa.token}
        return run_process("audit", *arguments, **served | changes)

    return run_


@pytest.fixture
def lost(workshop, dixa):
    """A survey whose answer Dixa took an hour ago and has lost since."""
    conversation = a_conversation(csid=4711)
    survey = workshop.answer(workshop.ask(conversation), 4)
    workshop.redis.hincrby(keys.survey(survey.id), "submitted_at", -3_600_000)
    dixa.forget_results(conversation)
    return survey


def test_what_is_missing_in_dixa_is_told_and_submitted_once_more(audit, lost, workshop):
    result = audit()

    assert result.stdout.splitlines() == [
        (
            f"conversation 4711, survey {lost.id}: Dixa does not have the answer (the offer as"
            " Offered): it is submitted once more"
        ),
        "1 conversation compared, 1 difference found.",
    ]
    assert result.returncode == 1
    workshop.work()
    assert workshop.survey(lost).state is State.SUBMITTED


@pytest.mark.parametrize("arguments", [(), ("--dry-run",)])
def test_what_is_missing_a_second_time_is_only_told(audit, lost, workshop, arguments):
    workshop.redis.hset(keys.survey(lost.id), "resubmitted_at", 1)

    result = audit(*arguments)

    assert "it was submitted once more already, and is not again" in result.stdout
    assert result.returncode == 1
    assert workshop.survey(lost).state is State.SUBMITTED


def test_a_dry_run_only_tells(audit, lost, workshop):
    result = audit("--dry-run")

    assert "it would be submitted once more" in result.stdout
    assert result.returncode == 1
    assert workshop.survey(lost).state is State.SUBMITTED


def test_without_a_difference_it_is_content(audit, workshop):
    workshop.ask(a_conversation())

    result = audit("--since", "1d")

    assert result.stdout == "1 conversation compared, 0 differences found.\n"
    assert result.returncode == 0


def test_a_conversation_that_could_not_be_looked_at_is_named(audit, workshop, dixa):
    workshop.ask(a_conversation(csid=4711))
    dixa.faults.on("ratings", faults.server_error(500, committed=False))

    result = audit()

    assert result.stdout.splitlines() == [
        (
            "conversation 4711: could not be looked at: 500 There was an internal server error"
            " while processing the request"
        ),
        "0 conversations compared, 0 differences found.",
    ]
    assert result.returncode == 0


def test_when_dixa_can_not_be_asked_one_line_says_so(audit, workshop):
    workshop.ask(a_conversation())

    result = audit(DIXA_API_URL="http://127.0.0.1:1/beta")

    assert result.stderr.startswith("Dixa: could not be reached: ")
    assert result.stderr.endswith(
        "the audit stopped; check DIXA_API_URL, and whether it can be reached from here\n"
    )
    assert result.returncode == 3


def test_a_wrong_token_is_told_and_does_not_stop_the_workers(audit, workshop, dixa):
    result = audit(DIXA_API_TOKEN="not-the-token")

    assert result.stderr == (
        "DIXA_API_TOKEN: Dixa refuses the token: check DIXA_API_TOKEN and DIXA_API_URL\n"
    )
    assert result.returncode == 2
    assert workshop.ask(a_conversation()).state is State.INVITED


def test_a_length_of_another_shape_is_refused(run):
    result = run("audit", "--since", "yesterday")

    assert result.stderr.startswith("--since: must be a whole number with a unit")
    assert result.exit_code == 2
