"""What the judge says of offers."""

import pytest

from .case import AGNES, BO, FIRST_CALL, asked_survey
from .clockwork import SETTLE_SECONDS
from .judging.lateness import ON_ITS_WAY_SECONDS, late_requests

DOUBLED = "closing cycles with more than one offer"
LATE = "apart: offers doubled by a commit later than the settle time"
UNKNOWN = "offers that the record does not know of, after an audit"
ARRIVED = {"a link": "first"}


def test_a_cycle_must_be_offered_once_only(well):
    well.offer()

    assert well.broken == [DOUBLED]


def test_two_offers_for_two_cycles_are_well(well):
    well.close_again(by=BO)
    well.offer(by=BO)

    assert well.broken == []


@pytest.mark.parametrize(("noted", "broken"), [((FIRST_CALL + 1.9,), []), ((), [DOUBLED])])
def test_there_are_no_more_offers_than_surveys_that_were_to_have_one(well, noted, broken):
    last = well.close_again(by=AGNES)
    well.offer()
    newer = asked_survey("last", closed_at=last.at_ms, offering=noted)
    well.remember(asked_survey(state="superseded"), newer, leads_to={"a link": "last"})

    assert broken == [promise for promise in well.broken if promise == DOUBLED]


def test_what_dixa_did_later_than_the_settle_time_is_counted_apart(well):
    well.offer(seconds=SETTLE_SECONDS + 0.1)

    assert well.broken == []
    assert well.told == [LATE]
    assert len(late_requests(well.evidence)) == 1


def test_a_late_offer_does_not_excuse_two_that_were_not(well):
    well.offer()
    well.offer(seconds=SETTLE_SECONDS + 0.1)

    assert well.broken == [DOUBLED]


def test_the_settle_time_is_measured_from_what_the_service_noted(well):
    well.offer(seconds=SETTLE_SECONDS - 0.1)
    # The second offer came at 1002, but was noted before.
    noted = (FIRST_CALL - 0.1, FIRST_CALL + 1.7)
    well.remember(asked_survey(offering=noted), leads_to=ARRIVED)

    assert well.told == [LATE]


def test_what_was_noted_for_another_agent_or_long_ago_excuses_nothing(well):
    well.offer(seconds=SETTLE_SECONDS - 0.1)
    came_at = FIRST_CALL + 2
    others = asked_survey("other", agent=BO.id, closed_at=-1, offering=(came_at - 0.3,))
    first = came_at - ON_ITS_WAY_SECONDS - 0.1
    well.remember(asked_survey(offering=(first, first)), others, leads_to=ARRIVED)
    [late] = late_requests(well.evidence)

    assert late.at == FIRST_CALL


@pytest.mark.parametrize("make", ["offer", "submit"])
def test_a_request_that_is_sent_again_must_be_noted_again(well, make):
    twice = {"offering": (FIRST_CALL - 0.1, FIRST_CALL + 1.9)}
    twice["answering"] = (FIRST_CALL + 0.9, FIRST_CALL + 1.9)
    getattr(well, make)(committed=False, status=503)
    well.remember(asked_survey(**twice), leads_to=ARRIVED)
    noted = well.broken
    well.remember(asked_survey(), leads_to=ARRIVED)

    assert (noted, well.broken) == ([], ["requests that were not noted before they were sent"])


def test_every_offer_must_be_known_to_the_record_after_an_audit(well):
    well.remember(asked_survey(), leads_to=ARRIVED)
    before = well.broken
    well.remember(asked_survey(), leads_to=ARRIVED, offers=0)

    assert (before, well.broken) == ([], [UNKNOWN])


@pytest.mark.parametrize("said", [[], ["Dixa: away: the audit stopped"]])
def test_the_audit_must_come_to_its_end(well, said):
    well.remember(asked_survey(), leads_to=ARRIVED)
    well.rest["audit"] = said

    assert well.broken == [UNKNOWN]
