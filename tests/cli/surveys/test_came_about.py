"""How an answer came about, in one sentence."""

from dataclasses import replace

import pytest

from service.cli.surveys.came_about import came_about

OPENED = 1_773_216_000_000  # 11 March 2026, 08:00 UTC
BEGINNING = "The page was opened at 2026-03-11 08:00:00, the answer came 42.5 s later"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "."),
        ({"preselected": 0}, "; the link had chosen 0."),
        ({"changes": 1}, "; changed once."),
        ({"changes": 3}, "; changed 3 times."),
        (
            {"signals": ("sent at once", "many values within seconds")},
            "; what people rarely do: sent at once, many values within seconds.",
        ),
        (
            {"disowned_at": OPENED},
            "; disowned at 2026-03-11 08:00:00, when it had been passed on.",
        ),
    ],
    ids=str,
)
def test_it_says_what_the_page_could_tell(survey, changes, told):
    noted = replace(survey, drawn_at=OPENED, took_ms=42_500, **changes)

    assert came_about(noted) == BEGINNING + told


@pytest.mark.parametrize("missing", [{"drawn_at": None}, {"rating": None}], ids=str)
def test_without_an_answer_or_a_note_of_it_nothing_is_said(survey, missing):
    assert came_about(replace(survey, **{"drawn_at": OPENED, "took_ms": 1} | missing)) is None
