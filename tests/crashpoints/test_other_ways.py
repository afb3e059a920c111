"""Cut off at any point of the rarer ways through a survey's life, it still ends as it must."""

from functools import partial

import pytest

from service.lifecycle.states import State
from service.sandbox.played_dixa import FaultPlan, faults

from .story import FIRST, Story
from .tap import Ending
from .trial import MAIN_JOB, Plot, failures, points_from, points_of
from .verdict import End

ANSWERED = (Story.is_answered, Story.goes_on)
REMINDED = Plot(
    channel="EMAIL",
    tag="patient",
    scenes=(Story.closes, Story.goes_on, Story.days_pass, Story.goes_on),
    end=End(states=(State.INVITED,), results=(), invitations=2),
)
HANDED_ON = Plot(channel="WIDGET_CHAT", tag="handed on")
NEXT_WAY = Plot(channel="WIDGET_CHAT", tag="handed on", receiver_says=410)
ASKED_AGAIN = Plot(
    channel="EMAIL",
    tag="patient",
    scenes=(
        Story.closes,
        Story.goes_on,
        Story.reopens,
        Story.closes,
        Story.goes_on,
        *ANSWERED,
    ),
    end=End(states=(State.SUPERSEDED, State.SUBMITTED), links=2, invitations=2),
)


def refused(endpoint: str) -> partial:
    fault = faults.refusal(400, "Invalid value in request")
    return partial(FaultPlan.on, endpoint=endpoint, fault=fault, times=1)


OFFER_LET_GO = Plot(
    channel="WIDGET_CHAT",
    scenes=(Story.closes, Story.goes_on, Story.is_let_go, Story.goes_on, *ANSWERED),
    spoil=refused("offer"),
)
ANSWER_LET_GO = Plot(
    channel="WIDGET_CHAT",
    scenes=(*MAIN_JOB, Story.is_let_go, Story.goes_on),
    spoil=refused("submit"),
)
LOST_BY_DIXA = Plot(
    channel="WIDGET_CHAT",
    scenes=(*MAIN_JOB, Story.is_lost_by_dixa, Story.is_audited, Story.is_audited, Story.goes_on),
    end=End(results=(FIRST, FIRST)),
)
OFFERED_LATE = Plot(
    channel="WIDGET_CHAT",
    scenes=(
        Story.closes,
        Story.goes_on,
        Story.is_offered_late,
        Story.is_audited,
        Story.is_audited,
        *ANSWERED,
    ),
    end=End(offers=2, late_offers=1),
)
UNHEARD = Plot(
    channel="WIDGET_CHAT",
    scenes=(Story.closes_unheard, Story.is_backfilled, Story.goes_on, *ANSWERED),
)
# Each with the first place at which it is cut off, and the one at which that ends.
PLOTS = {
    "a reminder": (REMINDED, "await_answer", ""),
    "a link handed to another system": (HANDED_ON, "deliver_link", "page"),
    "a link that another system refuses": (NEXT_WAY, "deliver_link", "page"),
    "an open offer taken over by the next asking": (ASKED_AGAIN, "deliver_link", "page"),
    "a parked offer let go by hand": (OFFER_LET_GO, "parked retry", "deliver_link"),
    "a parked answer let go by hand": (ANSWER_LET_GO, "parked retry", ""),
    "an answer that Dixa has lost": (LOST_BY_DIXA, "audit", ""),
    "an offer that Dixa made late": (OFFERED_LATE, "audit", "page"),
    "a closing that nobody told of": (UNHEARD, "backfill", "deliver_link"),
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("ending", Ending)
@pytest.mark.parametrize("name", PLOTS)
def test_cut_off_at_any_point_it_ends_as_it_must(surroundings, report, name, ending):
    plot, first, until = PLOTS[name]
    points = points_from(first, points_of(surroundings, plot), until=until)

    failed = failures(surroundings, plot, points, ending)

    report(f"{name}, {ending}", points, failed)
    assert failed == []
