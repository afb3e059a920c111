"""Cut off at any point, the main job ends with one offer, one invitation and one rating.

A point is a command or a transaction that is sent to Redis, or anything that is sent to Dixa, to
the mail server or to the service from outside, or received from them.
"""

import pytest

from .tap import Ending
from .trial import DELIVERY, Plot, failures, points_from, points_of, try_once

MAIL = Plot(channel="EMAIL")
CHAT = Plot(channel="WIDGET_CHAT")
HELD = Plot(channel="CONTACT_FORM")


@pytest.mark.parametrize("plot", [MAIL, CHAT, HELD], ids=["mail", "chat", "held"])
def test_when_nothing_goes_wrong_the_rating_arrives_once(surroundings, plot):
    trial = try_once(surroundings, plot)

    assert trial.faults == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("ending", Ending)
def test_cut_off_at_any_point_the_rating_arrives_once(surroundings, report, ending):
    points = points_of(surroundings, MAIL)

    failed = failures(surroundings, MAIL, points, ending)

    report(f"the main job, by mail, {ending}", points, failed)
    assert failed == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("ending", Ending)
def test_cut_off_while_a_message_is_posted_the_customer_gets_it_once(surroundings, report, ending):
    every = points_of(surroundings, CHAT)
    points = [(number, what) for number, what in every if what.startswith(DELIVERY)]

    failed = failures(surroundings, CHAT, points, ending)

    report(f"the link, by message, {ending}", points, failed)
    assert failed == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("ending", Ending)
def test_cut_off_while_an_answer_is_held_it_arrives_once(surroundings, report, ending):
    points = points_from("answer", points_of(surroundings, HELD))

    failed = failures(surroundings, HELD, points, ending)

    report(f"an answer that is held, {ending}", points, failed)
    assert failed == []
