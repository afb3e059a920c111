"""Cut off at any point of what customers do later, Dixa gets what they said last, and no more.

And whoever was told that they won't be asked any more is not asked any more.
"""

import pytest

from service.lifecycle.states import State

from .story import SECOND, Story
from .tap import Ending
from .trial import Passage, Plot
from .verdict import End

ASKED = (Story.closes, Story.goes_on)
CHANGED = Plot(
    channel="CONTACT_FORM",
    scenes=(*ASKED, Story.is_answered, Story.is_changed, Story.goes_on),
    end=End(results=(SECOND,)),
)
DISOWNED = Plot(
    channel="CONTACT_FORM",
    scenes=(*ASKED, Story.is_answered, Story.is_disowned, Story.is_answered_anew, Story.goes_on),
    end=End(results=(SECOND,)),
)
DISOWNED_FOR_GOOD = Plot(
    channel="CONTACT_FORM",
    scenes=(*ASKED, Story.is_answered, Story.is_disowned, Story.goes_on),
    end=End(states=(State.INVITED,), results=()),
)
TOLD_TO_STOP = Plot(
    channel="EMAIL",
    tag="patient",
    scenes=(
        *ASKED,
        Story.another_closes,
        Story.is_told_to_stop,
        Story.goes_on,
        Story.days_pass,
        Story.goes_on,
    ),
    end=End(states=(State.INVITED,), results=()),
)
PASSAGES = {
    "an answer is changed": Passage(plot=CHANGED, first="change"),
    "an answer is disowned and given anew": Passage(
        plot=DISOWNED, first="not me", until="submit_rating"
    ),
    "an answer is disowned": Passage(plot=DISOWNED_FOR_GOOD, first="not me"),
    "a customer is never asked again": Passage(plot=TOLD_TO_STOP, first="unsubscribe"),
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("ending", Ending)
@pytest.mark.parametrize("name", PASSAGES)
def test_cut_off_at_any_point_the_customers_last_word_holds(cut_off, name, ending):
    assert cut_off(name, PASSAGES[name], ending) == []
