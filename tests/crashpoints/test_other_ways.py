"""Cut off at any point of the rarer ways through a survey's life, it still ends as it must."""

from functools import partial

import pytest

from service.lifecycle.states import State
from service.sandbox.played_dixa import FaultPlan, faults

from .story import FIRST, Story
from .tap import Ending
from .trial import MAIN_JOB, Passage, Plot
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
PASSAGES = {
    "a reminder": Passage(plot=REMINDED, first="await_answer"),
    "a link handed to another system": Passage(plot=HANDED_ON, first="deliver_link", until="page"),
    "a link that another system refuses": Passage(
        plot=NEXT_WAY, first="deliver_link", until="page"
    ),
    "an open offer taken over by the next asking": Passage(
        plot=ASKED_AGAIN, first="deliver_link", until="page"
    ),
    "a parked offer let go by hand": Passage(
        plot=OFFER_LET_GO, first="parked retry", until="deliver_link"
    ),
    "a parked answer let go by hand": Passage(plot=ANSWER_LET_GO, first="parked retry"),
    "an answer that Dixa has lost": Passage(plot=LOST_BY_DIXA, first="audit"),
    "an offer that Dixa made late": Passage(plot=OFFERED_LATE, first="audit", until="page"),
    "a closing that nobody told of": Passage(plot=UNHEARD, first="backfill", until="deliver_link"),
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("ending", Ending)
@pytest.mark.parametrize("name", PASSAGES)
def test_cut_off_at_any_point_it_ends_as_it_must(cut_off, name, ending):
    assert cut_off(name, PASSAGES[name], ending) == []
