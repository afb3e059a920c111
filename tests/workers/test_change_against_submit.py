"""A customer who changes their answer in the moment in which a worker submits it."""

from datetime import timedelta

import pytest

from service.lifecycle.answers import ChangeOutcome, DisownOutcome
from service.lifecycle.states import State
from service.sandbox.conversations import a_conversation


@pytest.fixture
def workshop(open_workshop):
    return open_workshop(hold=timedelta(minutes=5))


@pytest.fixture
def conversation():
    return a_conversation()


@pytest.fixture
def answered(workshop, conversation):
    return workshop.answer(workshop.ask(conversation), 4)


def change(workshop, survey, rating):
    return workshop.answers.change(
        survey.id, nonce="change", version=survey.answer_version, rating=rating, comment=None
    )


def submitted(dixa, conversation):
    return [call.body["ratingResult"]["value"] for call in dixa.submissions(conversation)]


def test_a_change_before_the_submission_is_what_dixa_gets(workshop, dixa, conversation, answered):
    change(workshop, answered, 2)

    survey = workshop.look(answered)

    assert survey.state is State.SUBMITTED
    assert submitted(dixa, conversation) == [2]


def test_a_change_while_a_worker_is_about_to_submit_wins_or_loses_but_is_never_half_done(
    workshop, dixa, conversation, answered, monkeypatch
):
    outcomes, keep = [], workshop.tools.leases.keep

    def keep_while_the_customer_changes(*change_, **options):
        if not outcomes:
            outcomes.append(change(workshop, answered, 2))
        return keep(*change_, **options)

    monkeypatch.setattr(workshop.tools.leases, "keep", keep_while_the_customer_changes)
    interrupted = workshop.look(answered)
    assert (outcomes, interrupted.state) == ([ChangeOutcome.CHANGED], State.ANSWERED)
    assert submitted(dixa, conversation) == []

    assert workshop.look(answered).state is State.SUBMITTED
    assert submitted(dixa, conversation) == [2]


def test_a_change_after_the_submission_has_begun_changes_nothing(
    workshop, dixa, conversation, answered, monkeypatch
):
    outcomes, list_ratings = [], workshop.tools.dixa.list_ratings

    def list_while_the_customer_changes(*asked, **options):
        outcomes.append(change(workshop, answered, 2))
        return list_ratings(*asked, **options)

    monkeypatch.setattr(workshop.tools.dixa, "list_ratings", list_while_the_customer_changes)

    survey = workshop.look(answered)

    assert outcomes == [ChangeOutcome.TOO_LATE]
    assert (survey.state, survey.rating) == (State.SUBMITTED, 4)
    assert submitted(dixa, conversation) == [4]


def test_a_withdrawn_answer_never_reaches_dixa(workshop, dixa, conversation, answered):
    outcome = workshop.answers.disown(answered.id, nonce="disown", version=1)

    survey = workshop.look(answered)

    assert outcome is DisownOutcome.WITHDRAWN
    assert survey.state is State.INVITED
    assert submitted(dixa, conversation) == []
