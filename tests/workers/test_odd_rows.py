"""Dixa's list of ratings has a row that is not as documented: nothing is lost, or done twice."""

from dataclasses import replace

import pytest

from service.lifecycle import keys
from service.lifecycle.states import State
from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import faults
from service.sandbox.played_dixa.answers import Answer
from service.sandbox.played_dixa.faults import Fault


@pytest.fixture
def conversation():
    return a_conversation()


@pytest.fixture(params=["ratingType", "ratingStatus"])
def say_too_little(dixa, request):
    """A function after which no row of the list says what it should."""

    def now():
        dixa.behaviour = replace(dixa.behaviour, rows_leave_out=request.param)

    return now


@pytest.mark.parametrize("kind", [None, "Csat"])
def test_an_answer_is_submitted_beside_a_rating_of_another_survey_that_is_odd(
    workshop, dixa, conversation, kind
):
    dixa.behaviour = replace(dixa.behaviour, scores_as_fractions=True)
    survey = workshop.ask(conversation)
    dixa.survey_natively(conversation, kind, status="Rated", score=4)

    survey = workshop.answer(survey, 5)

    assert survey.state is State.SUBMITTED
    assert len(dixa.submissions(conversation)) == 1


def test_an_answer_that_dixa_has_is_not_sent_again_though_its_row_is_odd(
    workshop, dixa, conversation, say_too_little
):
    survey = workshop.ask(conversation)
    dixa.faults.on("submit", faults.reply_lost(committed=True), times=1)
    survey = workshop.answer(survey, 4)
    say_too_little()

    survey = workshop.later(survey)

    assert survey.state is State.SUBMITTED
    assert len(dixa.calls("submit")) == 1


def test_an_offer_that_was_made_is_found_though_its_row_is_odd(
    workshop, dixa, conversation, say_too_little
):
    dixa.faults.on("offer", faults.reply_lost(committed=True), times=1)
    survey = workshop.ask(conversation)
    say_too_little()

    survey = workshop.later(survey)

    assert survey.state is State.INVITED
    assert len(dixa.calls("offer")) == 1


def test_who_may_have_been_asked_by_another_survey_is_not_asked(
    workshop, dixa, conversation, say_too_little
):
    dixa.survey_natively(conversation, "Nps", status="Offered")
    say_too_little()

    survey = workshop.ask(conversation)

    assert (survey.state, survey.reason) == (State.SUPPRESSED, "already asked")
    assert dixa.offers(conversation) == []


def test_a_score_of_which_nobody_tells_that_it_was_given_is_not_taken_for_the_answer(
    workshop, dixa, conversation
):
    survey = workshop.ask(conversation)
    row = {"id": survey.offer_id, "ratingType": "Csat", "ratingScore": 4, "timestamps": {}}
    odd = Answer(status=200, body={"data": [row]})
    dixa.faults.on("ratings", Fault(name="odd", commits="never", instead=odd))

    survey = workshop.answer(survey, 4)

    assert survey.state is State.PARKED
    assert survey.reason == "Dixa does not tell whether it has an answer"


def test_an_open_offer_whose_row_says_too_little_leaves_the_answer_to_people(
    workshop, dixa, redis, conversation
):
    survey = workshop.ask(conversation)
    dixa.behaviour = replace(dixa.behaviour, rows_leave_out="ratingStatus")

    survey = workshop.answer(survey, 4)

    assert (survey.state, redis.zcard(keys.PARKED)) == (State.PARKED, 1)
    assert dixa.submissions(conversation) == []
