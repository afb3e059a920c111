"""What the judge says of what must have no effect."""

import pytest

from .case import Case, asked_survey

FORGED = "forged events with an effect"


@pytest.mark.parametrize("trace", [Case.offer, Case.invite])
@pytest.mark.parametrize(
    ("kind", "promise"),
    [("forged", FORGED), ("colleague", "people asked whom nobody should ask")],
)
def test_what_must_have_no_effect_must_leave_no_trace(kind, promise, trace):
    case = Case(kind)
    case.closing.statuses = [401] if kind == "forged" else [202]
    before = case.broken
    trace(case)

    assert (before, case.broken) == ([], [promise])


def test_a_forged_event_must_not_even_make_the_service_ask_dixa():
    case = Case("forged")
    case.closing.statuses = [401]
    case.ask()

    assert case.broken == [FORGED]


def test_a_forged_event_must_not_be_acknowledged():
    assert Case("forged").broken == [FORGED]


def test_nobody_may_be_opted_out_or_their_answer_disowned_by_looking(well):
    well.remember(asked_survey(), leads_to={"a link": "first"}, is_opted_out=True)
    opted_out = well.broken
    well.remember(asked_survey(is_disowned=True), leads_to={"a link": "first"})

    assert opted_out == well.broken == ["opted out or disowned by looking (GET, HEAD)"]


def test_a_link_that_was_delivered_must_lead_somewhere(well):
    well.notes.dead_links.add("a link")

    assert well.broken == ["delivered links that lead nowhere"]
