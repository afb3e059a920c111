"""How a survey stands, in one sentence."""

from dataclasses import replace

import pytest

from service.cli.surveys.standing import standing
from service.lifecycle.states import State
from service.ratings import RatingType
from service.rules.decide import SuppressReason


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": State.RECEIVED}, "It is not decided yet whether the customer is asked."),
        ({"state": State.SCHEDULED}, "The customer is going to be asked."),
        (
            {"state": State.OFFERING},
            "The customer is going to be asked: Dixa gets the rating offer first.",
        ),
        (
            {"state": State.OFFER_UNKNOWN},
            "It is not certain yet whether Dixa has the rating offer.",
        ),
        (
            {"state": State.OFFERED},
            "Dixa has the rating offer; the customer does not have the link yet.",
        ),
        (
            {"state": State.INVITED},
            "The customer has the link, good until 2026-03-25 08:00:00 UTC, and has not answered.",
        ),
        (
            {"state": State.ANSWERED},
            "The customer answered 4 out of 5 (Satisfied). Dixa does not have it yet.",
        ),
        (
            {"state": State.SUBMITTED, "solved": False},
            "The customer answered 4 out of 5 (Satisfied), problem not solved. Dixa has it.",
        ),
        (
            {"state": State.SUBMITTED, "disowned_at": 1},
            (
                "The customer answered 4 out of 5 (Satisfied). Dixa has it."
                " They say that it is not theirs; Dixa can't give a rating back,"
                " so whoever reads it there has to be told."
            ),
        ),
        (
            {"state": State.SUBMITTING, "disowned_at": 1},
            (
                "The customer answered 4 out of 5 (Satisfied). Dixa does not have it yet."
                " They say that it is not theirs, but it was on its way to Dixa by then."
            ),
        ),
        (
            {"state": State.SUBMITTING, "rating_type": RatingType.NPS, "rating": 0},
            "The customer answered 0 out of 10. Dixa does not have it yet.",
        ),
        (
            {"state": State.SUBMIT_UNKNOWN, "rating_type": RatingType.THUMBS, "rating": 0},
            "The customer answered “No, it didn’t”. It is not certain that Dixa has it.",
        ),
        (
            {"state": State.PARKED, "reason": "why"},
            (
                "It stopped and waits for a person (why)."
                " The customer answered 4 out of 5 (Satisfied)."
                " What to do: rating-survey parked list."
            ),
        ),
        (
            {"state": State.PARKED, "rating": None, "reason": "no way reached the customer"},
            (
                "It stopped and waits for a person (no way reached the customer)."
                " What to do: rating-survey parked list."
            ),
        ),
        (
            {"state": State.SUPPRESSED, "reason": "cool-down"},
            "Nobody was asked (cool-down), because the customer was asked not long ago.",
        ),
        (
            {"state": State.SUPPRESSED, "reason": "a new reason"},
            "Nobody was asked (a new reason).",
        ),
        (
            {"state": State.EXPIRED, "reason": "nobody answered"},
            "It ended without an answer: nobody answered.",
        ),
        ({"state": State.SUPERSEDED}, "A newer survey took its place before anybody answered."),
        ({"state": State.CANCELLED}, "Nobody was asked: the conversation was opened again first."),
        ({"state": State.ERASED}, "What was personal has been erased."),
    ],
)
def test_every_state_is_said_in_words(survey, changes, words):
    changed = replace(survey, comment=None, **changes)

    assert standing(changed) == words


def test_the_comment_is_quoted_in_one_line(survey):
    assert standing(survey) == (
        "The customer answered 4 out of 5 (Satisfied) and wrote: “Thank you, Agnes!”. Dixa has it."
    )


@pytest.mark.parametrize("state", State)
def test_no_state_is_without_words(survey, state):
    told = standing(replace(survey, state=state, reason="why"))

    assert told.endswith(".")


@pytest.mark.parametrize("reason", SuppressReason)
def test_every_reason_not_to_ask_is_explained(survey, reason):
    suppressed = replace(survey, state=State.SUPPRESSED, reason=str(reason))

    told = standing(suppressed)

    assert told.startswith(f"Nobody was asked ({reason}), because ")
