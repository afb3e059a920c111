"""`rating-survey backfill`, on a Dixa whose events nobody heard."""

from time import time

import pytest

from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import faults


@pytest.fixture
def backfill(dixa, redis, run_process):
    def run_(*arguments, **changes):
        served = {"DIXA_API_URL": dixa.url, "DIXA_API_TOKEN": dixa.token}
        return run_process("backfill", *arguments, **served | changes)

    return run_


def close_unheard(dixa, *, hours_ago):
    at_ms = round(time() - hours_ago * 3600) * 1000
    return dixa.close(a_conversation(csid=4711), at_ms=at_ms)


def test_what_was_missed_is_taken_in_and_told(backfill, dixa, run_process):
    close_unheard(dixa, hours_ago=2)

    result = backfill("--since", "3h")

    event, total = result.stdout.splitlines()
    assert event.startswith("event activity-")
    assert event.endswith(" (conversation 4711): taken in, told by the activity log")
    assert (total, result.returncode) == ("1 missed event.", 1)
    assert "Conversation 4711: EMAIL, INBOUND" in run_process("surveys", "show", 4711).stdout


def test_when_nothing_was_missed_it_is_content(backfill, dixa):
    close_unheard(dixa, hours_ago=5)

    result = backfill("--since", "3h")

    assert (result.returncode, result.stdout) == (0, "No missed events.\n")


def test_a_conversation_that_could_not_be_looked_at_is_named(backfill, dixa):
    close_unheard(dixa, hours_ago=2)
    dixa.faults.on("conversation", faults.refusal(404, "gone"))

    result = backfill("--since", "3h")

    assert result.stdout.splitlines() == [
        "conversation 4711: could not be looked at: 404 gone",
        "No missed events.",
    ]
    assert result.returncode == 0


def test_further_back_than_events_are_known_is_refused(backfill):
    result = backfill("--since", "8d")

    assert result.stderr.startswith("--since: must be at most 7d")
    assert result.returncode == 2


def test_when_dixa_can_not_be_asked_one_line_says_so(backfill):
    result = backfill(DIXA_API_URL="http://127.0.0.1:1/beta")

    assert "the backfill stopped; check DIXA_API_URL" in result.stderr
    assert result.returncode == 3


def test_a_wrong_token_is_wrong_use(backfill):
    result = backfill(DIXA_API_TOKEN="not-the-token")

    assert result.stderr.startswith("DIXA_API_TOKEN: Dixa refuses the token: ")
    assert result.returncode == 2
