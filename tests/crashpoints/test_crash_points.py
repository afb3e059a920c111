"""Cut off at any point, the main job ends with one offer, one invitation and one rating.

A point is a command or a transaction that is sent to Redis, or anything that is sent to Dixa, to
the mail server or to the service from outside, or received from them.
"""

import pytest

from .tap import Ending
from .trial import DELIVERY, Passage, Plot, try_once

MAIL = Plot(channel="EMAIL")
CHAT = Plot(channel="WIDGET_CHAT")
HELD = Plot(channel="CONTACT_FORM")


@pytest.mark.parametrize("plot", [MAIL, CHAT, HELD], ids=["mail", "chat", "held"])
def test_when_nothing_goes_wrong_the_rating_arrives_once(surroundings, plot):
    trial = try_once(surroundings, plot)

    assert trial.faults == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("ending", Ending)
def test_cut_off_at_any_point_the_rating_arrives_once(cut_off, ending):
    assert cut_off("the main job, by mail", Passage(plot=MAIL), ending) == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("ending", Ending)
def test_cut_off_while_a_message_is_posted_the_customer_gets_it_once(cut_off, ending):
    posting = Passage(plot=CHAT, only=(DELIVERY,))

    assert cut_off("the link, by message", posting, ending) == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("ending", Ending)
def test_cut_off_while_an_answer_is_held_it_arrives_once(cut_off, ending):
    holding = Passage(plot=HELD, first="answer")

    assert cut_off("an answer that is held", holding, ending) == []
