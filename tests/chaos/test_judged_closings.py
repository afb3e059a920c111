"""What the judge says of closings."""

import pytest

from service.lifecycle.states import State
from service.rules.reasons import SuppressReason

from .case import AGNES, BO, FIRST_CALL, Case, asked_survey
from .clockwork import SETTLE_SECONDS
from .judging.closings import conversations, cycles

OUTCOME = "acknowledged closings without their outcome"
LATE = "apart: not asked, an earlier offer having been made too late"


def asked_twice(case, first="superseded", **last):
    """The customer of a run that went well is asked about a second closing, too."""
    closing = case.close_again()
    case.offer(by=BO)
    case.invite("a newer link")
    traits = {"closed_at": closing.at_ms, "agent": BO.id, "offering": (FIRST_CALL + 1.9,)}
    case.remember(
        asked_survey(state=first),
        asked_survey("last", **traits | last),
        leads_to={"a link": "first", "a newer link": "last"},
    )


def test_a_closing_that_was_acknowledged_must_be_offered():
    assert Case().broken == [OUTCOME]


def test_whose_conversation_was_offered_must_be_invited():
    case = Case()
    case.offer()

    assert case.broken == [OUTCOME]


@pytest.mark.parametrize("kind", ["mail", "colleague"])
def test_every_genuine_event_must_be_acknowledged_in_the_end(kind):
    case = Case(kind)
    case.closing.statuses = [None, 503]

    assert case.broken == ["genuine events never acknowledged"]
    assert cycles(case.evidence) == conversations(case.evidence) == 0


def test_the_last_closing_must_be_offered_though_an_earlier_one_was(well):
    well.close_again()

    assert well.broken == [OUTCOME]


def test_every_closing_counts_but_each_conversation_once(well):
    asked_twice(well)

    assert well.broken == []
    assert (cycles(well.evidence), conversations(well.evidence)) == (2, 1)


def test_the_link_of_the_last_survey_must_have_arrived(well):
    asked_twice(well)
    well.invited[next(iter(well.invited))] = {"a link"}

    assert well.broken == [OUTCOME]


def test_who_answers_the_last_survey_by_an_older_link_needs_no_newer_one(well):
    asked_twice(well, state="submitted", is_answered=True)
    well.invited[next(iter(well.invited))] = {"a link"}

    assert well.broken == []


@pytest.mark.parametrize("state", [State.EXPIRED, State.CANCELLED, State.OFFERED])
def test_the_last_survey_must_have_come_to_its_customer(well, state):
    asked_twice(well, state=state)

    assert well.broken == [OUTCOME]


def test_there_must_be_a_survey_about_the_last_closing(well):
    well.close_again(by=AGNES)
    well.remember(asked_survey())

    assert well.broken == [OUTCOME]


@pytest.mark.parametrize("state", [State.SUPERSEDED, State.CANCELLED, State.SUBMITTED])
def test_an_earlier_survey_may_have_made_way_or_been_answered(well, state):
    asked_twice(well, first=state, is_answered=state == State.SUBMITTED)

    assert well.broken == []


@pytest.mark.parametrize("state", [State.EXPIRED, State.ERASED, State.SCHEDULED])
def test_an_earlier_survey_may_not_have_come_to_nothing(well, state):
    asked_twice(well, first=state)

    assert well.broken == [OUTCOME]


def test_an_earlier_closing_must_be_remembered_though_none_need_ask_about_it(well):
    last = well.close_again(by=AGNES)
    survey = asked_survey(closed_at=last.at_ms)
    well.remember(survey, leads_to={"a link": "first"})
    before = well.broken
    well.remember(survey, leads_to={"a link": "first"}, closings=frozenset({last.at_ms}))

    assert (before, well.broken) == ([], [OUTCOME])


def test_whom_an_offer_that_was_made_late_keeps_from_being_asked_again_is_counted_apart():
    case = Case()
    case.offer(seconds=SETTLE_SECONDS + 0.1)
    case.close_again(by=BO)

    assert case.broken == []
    assert case.told == [LATE]


def test_so_is_who_was_not_asked_again_for_the_same_agent(well):
    last = well.close_again(by=AGNES)
    reason = SuppressReason.ALREADY_ASKED
    traits = {"state": State.SUPPRESSED, "reason": reason, "offering": ()}
    again = asked_survey("last", closed_at=last.at_ms, **traits)
    first = asked_survey(offering=(FIRST_CALL - SETTLE_SECONDS,))
    well.remember(first, again, leads_to={"a link": "first"})
    excused = well.broken, well.told
    well.remember(asked_survey(), again, leads_to={"a link": "first"})

    assert excused == ([], [LATE])
    assert well.broken == [OUTCOME]


def test_a_late_offer_is_no_excuse_for_not_inviting():
    case = Case()
    case.offer(seconds=SETTLE_SECONDS + 0.1)

    assert case.broken == [OUTCOME]
    assert case.told == []
