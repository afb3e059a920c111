"""What commands say of a Dixa that limits us, and of one that refuses the token."""

import pytest

from service.dixa.errors import TokenRefused
from service.dixa.gate import Gate
from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import faults

BUSY = "Dixa is busy or failing, try again later"


@pytest.fixture
def run(dixa, redis, run_process):
    """A function that runs a command with this Dixa and its right token."""

    def run_(*arguments, **changes):
        served = {"DIXA_API_URL": dixa.url, "DIXA_API_TOKEN": dixa.token}
        return run_process(*arguments, **served | changes)

    return run_


@pytest.fixture
def gate(redis):
    """The workers' gate."""
    return Gate(redis, rate=10_000, burst=10_000)


def dixa_line(result):
    [line] = [each for each in result.stdout.splitlines() if " Dixa: " in each]
    return line


def test_check_does_not_blame_the_token_for_a_429(run, dixa):
    dixa.faults.on("organization", faults.too_many_requests())

    result = run("check")

    assert dixa_line(result) == f"FAULT Dixa: limits us: {BUSY}"
    assert result.returncode == 1


def test_check_blames_the_token_that_dixa_refuses(run):
    result = run("check", DIXA_API_TOKEN="not-the-token")

    assert dixa_line(result) == (
        "FAULT Dixa: refuses the token: check DIXA_API_TOKEN and DIXA_API_URL"
    )
    assert result.returncode == 1


def test_the_status_of_the_webhook_can_not_be_looked_at_while_dixa_limits_us(run, dixa):
    dixa.faults.on(None, faults.too_many_requests())

    result = run("webhook", "status")

    assert result.stderr == f"Dixa: limits us: {BUSY}\n"
    assert (result.returncode, result.stdout) == (3, "")


@pytest.mark.parametrize("command", ["audit", "backfill"])
def test_a_429_for_the_trial_of_the_token_stops_nothing(run, dixa, command):
    dixa.faults.on("organization", faults.too_many_requests(), times=1)

    result = run(command)

    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("command", ["audit", "backfill"])
def test_an_address_where_something_else_answers_is_blamed_itself(run, dixa, command):
    dixa.faults.on("organization", faults.refusal(404, "Not Found"))

    result = run(command)

    assert result.stderr == "DIXA_API_URL: 404 Not Found: check DIXA_API_URL\n"
    assert result.returncode == 2


def test_check_says_that_something_else_than_dixas_api_answers(run, dixa):
    dixa.faults.on("organization", faults.malformed())

    result = run("check")

    assert dixa_line(result) == (
        "FAULT Dixa: the answer could not be read: it is no JSON:"
        " DIXA_API_URL does not answer as Dixa's API does: check it"
    )
    assert result.returncode == 1


def test_behind_a_gate_that_a_429_shut_the_audit_says_to_try_again_later(run, workshop, gate):
    workshop.ask(a_conversation())
    gate.shut("Dixa limits us", 60)

    result = run("audit")

    assert result.stderr == f"Dixa: limits us: the audit stopped; {BUSY}\n"
    assert result.returncode == 3


def test_behind_a_gate_that_a_refused_token_shut_the_audit_names_the_token(run, workshop, gate):
    workshop.ask(a_conversation())
    gate.shut(TokenRefused.CAUSE, 60)

    result = run("audit")

    assert result.stderr == (
        "Dixa: refuses the token: the audit stopped; check DIXA_API_TOKEN and DIXA_API_URL\n"
    )
    assert result.returncode == 3
