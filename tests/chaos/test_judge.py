"""The judge sees each broken promise, and none in a run that kept them all."""

from .judge import JUDGED, TOLD, judge
from .judging.closings import conversations, cycles


def test_a_run_in_which_all_went_well_is_clean(well):
    assert well.broken == well.told == []
    assert cycles(well.evidence) == conversations(well.evidence) == 1


def test_every_promise_is_looked_at(well):
    assert [finding.promise for finding in judge(well.evidence)] == [*JUDGED, *TOLD]
