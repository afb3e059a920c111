"""Whether a survey waits for Dixa, told with since when and why."""

from dataclasses import replace

import pytest

from service.cli.surveys.waiting import waiting
from service.lifecycle.reading import LedgerEntry
from service.lifecycle.states import ENDED, State
from service.sandbox.conversations import a_conversation

MINUTE = 60_000
BEGINNING = 1_773_216_000_000  # 11 March 2026, 08:00 UTC
DECIDED = (0, "scheduled", "survey support")
REFUSED = "Dixa refuses the token"
AWAY = "Dixa could not be reached: connection refused"


def entries(*lines):
    """A ledger from (minutes after the beginning, state, reason)."""
    return [
        LedgerEntry(at=BEGINNING + minutes * MINUTE, before=state, after=state, reason=reason)
        for minutes, state, reason in lines
    ]


@pytest.mark.parametrize(
    ("state", "reason", "since", "lines"),
    [
        (State.SCHEDULED, REFUSED, "08:03:00", [(3, "scheduled", REFUSED)]),
        (State.SCHEDULED, AWAY, "08:03:00", [(3, "scheduled", REFUSED), (5, "scheduled", AWAY)]),
        (
            State.OFFERING,
            AWAY,
            "08:04:00",
            [
                (3, "offering", None),
                (3, "offering", "sending the offer"),
                (4, "offering", AWAY),
                (5, "offering", "sending the offer"),
                (6, "offering", AWAY),
            ],
        ),
        (
            State.ANSWERED,
            REFUSED,
            "08:09:00",
            [(5, "invited", REFUSED), (8, "answered", None), (9, "answered", REFUSED)],
        ),
    ],
)
def test_it_waits_since_the_first_of_its_latest_failures(survey, state, reason, since, lines):
    stuck = replace(survey, state=state, reason=reason)

    told = waiting(stuck, entries(DECIDED, *lines))

    assert told == (
        f" It has had to wait for Dixa since 2026-03-11 {since} ({reason})."
        " What to do: rating-survey check."
    )


@pytest.mark.parametrize("state", [*ENDED, State.PARKED, State.INVITED])
def test_what_has_ended_or_can_be_answered_does_not_wait_for_dixa(survey, state):
    assert waiting(replace(survey, state=state, reason=REFUSED), entries(DECIDED)) == ""


@pytest.mark.parametrize("reason", [None, "an earlier asking is not settled", "survey support"])
def test_what_waits_for_something_else_does_not(survey, reason):
    scheduled = replace(survey, state=State.SCHEDULED, reason=reason)

    assert waiting(scheduled, entries(DECIDED)) == ""


def test_a_refused_token_is_told_in_the_headline(workshop, dixa, run_process):
    dixa.revoke_token()
    workshop.ask(a_conversation(csid=4711))

    headline = run_process("surveys", "show", 4711).stdout.splitlines()[1]

    assert headline.startswith(
        "The customer is going to be asked. It has had to wait for Dixa since "
    )
    assert headline.endswith(f"({REFUSED}). What to do: rating-survey check.")
