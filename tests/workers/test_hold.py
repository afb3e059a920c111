"""A confirmed answer is held for a while before it is submitted, so that it can be changed."""

from datetime import timedelta

import pytest

from service.lifecycle.states import State
from service.rules.survey_rule import DEFAULT_SURVEY
from service.sandbox.conversations import a_conversation
from workers.sweep import Sweep

FIVE_MINUTES = timedelta(minutes=5)


@pytest.fixture
def workshop(open_workshop):
    return open_workshop(hold=FIVE_MINUTES)


@pytest.fixture
def conversation():
    return a_conversation()


@pytest.fixture
def answered(workshop, conversation):
    return workshop.answer(workshop.ask(conversation), 4)


def test_answers_are_held_for_five_minutes_where_no_rule_says_otherwise():
    assert DEFAULT_SURVEY.hold == FIVE_MINUTES


def test_an_answer_is_not_submitted_before_it_was_held(workshop, dixa, answered):
    assert answered.state is State.ANSWERED
    assert 290 < workshop.due_in(answered) <= 300
    assert dixa.calls("submit") == []


def test_no_hint_shortens_the_hold(workshop, dixa, answered):
    workshop.tools.hints.send([(answered.id, State.ANSWERED)] * 3)
    workshop.work()

    assert workshop.survey(answered).state is State.ANSWERED
    assert dixa.calls("submit") == []


def test_no_sweep_shortens_the_hold(workshop, answered):
    Sweep(workshop.tools, name="sweep").once()

    assert workshop.hinted() == []


def test_after_the_hold_the_answer_is_submitted(workshop, dixa, conversation, answered):
    survey = workshop.look(answered)

    assert survey.state is State.SUBMITTED
    assert len(dixa.submissions(conversation)) == 1


def test_without_a_hold_the_answer_is_submitted_at_once(open_workshop):
    workshop = open_workshop(hold=timedelta(0))

    survey = workshop.answer(workshop.ask(a_conversation()), 4)

    assert survey.state is State.SUBMITTED
