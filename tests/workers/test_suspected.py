"""An answer that looks like a machine's: kept from Dixa until a person of the team lets it go."""

import pytest

from service.lifecycle.parking import Parking
from service.lifecycle.provenance import Provenance, Signal
from service.lifecycle.states import State
from service.sandbox.conversations import a_conversation

TWO_SIGNALS = frozenset({Signal.QUICK, Signal.HIDDEN_LINK})


@pytest.fixture
def conversation():
    return a_conversation()


@pytest.fixture
def suspected(workshop, conversation):
    survey = workshop.ask(conversation)
    came_about = Provenance(drawn_at=1000, took_ms=500, signals=TWO_SIGNALS)
    workshop.answers.record(survey.id, nonce="n", rating=4, comment=None, provenance=came_about)
    workshop.work()
    return workshop.survey(survey)


@pytest.fixture
def parking(workshop):
    return Parking(workshop.redis, hint=workshop.tools.hints.add)


def test_a_suspected_answer_is_not_submitted_however_often_it_is_looked_at(
    workshop, dixa, suspected
):
    survey = workshop.later(suspected)

    assert (survey.state, survey.rating) == (State.PARKED, 4)
    assert dixa.calls("submit") == []


def test_once_it_is_let_go_on_it_is_submitted(workshop, dixa, conversation, suspected, parking):
    parking.retry(suspected.id)
    workshop.work()

    assert workshop.survey(suspected).state is State.SUBMITTED
    assert len(dixa.submissions(conversation)) == 1


def test_dropped_it_never_reaches_dixa(workshop, dixa, suspected, parking):
    parking.drop(suspected.id)
    workshop.work()

    survey = workshop.survey(suspected)
    assert (survey.state, survey.reason) == (State.SUPPRESSED, "dropped by hand")
    assert dixa.calls("submit") == []
