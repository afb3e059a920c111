"""What the judge says of calls that should not have been made."""

from .case import FIRST_CALL
from .judge import judge
from .judging.calls import (
    A_FEW,
    CALLS_FOR_ONE_TOO_FAST,
    SHUTTING_SECONDS,
    STRAGGLERS,
    UNDER_WAY,
)

GATE = "calls while the token was refused, but probes"
TOO_FAST = "calls turned away as too fast, more than 1 in 500"
SELDOM_TOO_FAST = "apart: calls turned away as too fast, 1 in 500 at most"


def test_once_the_gate_had_time_to_shut_only_probes_may_go_on(well):
    well.rest["revoked"] = [FIRST_CALL + 2 - SHUTTING_SECONDS, FIRST_CALL + 100]
    for _ in range(STRAGGLERS):
        well.ask(status=401)
    well.ask("organization", status=401)
    before = well.broken
    well.ask(status=401)

    assert (before, well.broken) == ([], [GATE])


def test_until_then_some_are_under_way(well):
    well.rest["revoked"] = [FIRST_CALL + 2, FIRST_CALL + 100]
    well._now = iter([FIRST_CALL + 2] * (UNDER_WAY + 1))
    for _ in range(UNDER_WAY):
        well.ask(status=401)
    before = well.broken
    well.ask(status=401)

    assert (before, well.broken) == ([], [GATE])


def test_a_few_calls_that_dixa_turns_away_by_its_own_limit_are_told(well):
    well.ask(status=429, fault="too_many_requests")
    for _ in range(A_FEW):
        well.ask(status=429)

    assert (well.broken, well.told) == ([], [SELDOM_TOO_FAST])


def test_more_of_them_are_told_if_they_are_few_among_all(well):
    for _ in range(A_FEW + 1):
        well.ask(status=429)
    often = well.broken, well.told
    for _ in range((A_FEW + 1) * CALLS_FOR_ONE_TOO_FAST):
        well.ask()

    assert often == ([TOO_FAST], [])
    assert (well.broken, well.told) == ([], [SELDOM_TOO_FAST])


def test_what_came_before_a_call_that_is_too_fast_is_told(well):
    well.ask(status=429)

    [found] = [finding for finding in judge(well.evidence) if finding.cases]
    assert found.cases == ["POST / at 1002.00, the others 2000, 1000 ms before"]
