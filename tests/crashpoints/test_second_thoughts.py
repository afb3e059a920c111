"""Cut off at any point of what customers do later, Dixa gets what they said last, and no more.

And whoever was told that they won't be asked any more is not asked any more.
"""

import pytest

from service.lifecycle.states import State

from .story import SECOND, Story
from .tap import Ending
from .trial import Plot, failures, points_from, points_of
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
# Each with the first place at which it is cut off, and the one at which that ends.
PLOTS = {
    "an answer is changed": (CHANGED, "change", ""),
    "an answer is disowned and given anew": (DISOWNED, "not me", "submit_rating"),
    "an answer is disowned": (DISOWNED_FOR_GOOD, "not me", ""),
    "a customer is never asked again": (TOLD_TO_STOP, "unsubscribe", ""),
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("ending", Ending)
@pytest.mark.parametrize("name", PLOTS)
def test_cut_off_at_any_point_the_customers_last_word_holds(surroundings, report, name, ending):
    plot, first, until = PLOTS[name]
    points = points_from(first, points_of(surroundings, plot), until=until)

    failed = failures(surroundings, plot, points, ending)

    report(f"{name}, {ending}", points, failed)
    assert failed == []
