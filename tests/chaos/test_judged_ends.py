"""What the judge says of how a run ended."""

import pytest

from service.cli.audit import _line
from service.lifecycle.record import Closing, Person, Survey
from service.lifecycle.states import State
from service.reconciliation.drift import Drift, Kind

from .case import CSID
from .clockwork import SETTLE_SECONDS

UNEXPLAINED = "differences found by the audit, unexplained"
EXPLAINED = "apart: differences found by the audit, of late offers"


def said_of(kind):
    """What the audit says of a difference, in its own words."""
    closing = Closing(
        organization="o",
        conversation=str(CSID),
        event_id="e",
        closed_at=0,
        channel="EMAIL",
        direction="INBOUND",
        customer=Person(id="c"),
    )
    survey = Survey(id="s", state=State.INVITED, closing=closing, cycle=1, received_at=0)
    return _line(Drift(kind=kind, survey=survey, rating_id="r", detail="d"), repairing=True)


@pytest.mark.parametrize("kind", Kind)
def test_a_difference_found_by_the_audit_breaks_a_promise(well, kind):
    well.say(said_of(kind))

    assert well.broken == [UNEXPLAINED]


@pytest.mark.parametrize("kind", Kind)
def test_but_what_a_late_offer_explains_is_told(well, kind):
    well.offer(seconds=SETTLE_SECONDS + 0.1)
    well.say(said_of(kind))
    is_explained = kind in {Kind.LATE_OFFER, Kind.OTHER_SURVEY}

    assert (EXPLAINED in well.told, UNEXPLAINED in well.broken) == (is_explained, not is_explained)


def test_it_must_come_to_rest(well):
    well.rest["became_quiet"] = False

    assert well.broken == ["not at rest, long after everything was well"]


def test_nothing_may_be_stuck(well):
    well.rest["stuck"] = {"answered": 1}

    assert well.broken == ["surveys stuck"]


def test_surveys_may_be_parked_for_what_was_done_to_their_workers_only(well):
    well.rest["parked"] = [(CSID, "poison: workers died over it")]
    poisoned = well.broken, well.told
    well.rest["parked"] = [(CSID, "no way reached the customer")]

    assert poisoned == ([], ["apart: parked as poison, since their workers were killed"])
    assert well.broken == ["surveys parked without an injected cause"]


def test_nothing_may_be_parked_once_it_was_let_go_on(well):
    well.rest["parked_at_last"] = [(CSID, "poison: workers died over it")]

    assert well.broken == ["surveys parked after they were let go on"]
