"""What speaks against a person is kept with an answer; two signals keep it from being submitted."""

from itertools import combinations

import pytest
from lifecycle_cases import a_closing, everything_stored

from service.lifecycle import keys
from service.lifecycle.answers import AnswerOutcome, ChangeOutcome, DisownOutcome
from service.lifecycle.provenance import Provenance, Signal
from service.lifecycle.states import State

QUICK, LINK, FIELD = Signal.QUICK, Signal.HIDDEN_LINK, Signal.HIDDEN_FIELD
DAY_MS = 24 * 3600 * 1000


@pytest.fixture
def invited(record):
    record.intake.closed(a_closing())
    record.invite(record.only().id, hold_ms=300_000)
    return record.only()


def answer(record, *signals, nonce="n", rating=4, **options):
    outcome = record.answers.record(
        record.only().id,
        nonce=nonce,
        rating=rating,
        comment=None,
        version=record.only().answer_version,
        provenance=Provenance(drawn_at=1000, took_ms=500, preselected=4, signals={*signals}),
        **options,
    )
    return outcome, record.only()


def test_how_an_answer_came_about_is_kept_with_it(record, invited):
    _, survey = answer(record)

    assert (survey.drawn_at, survey.took_ms, survey.preselected) == (1000, 500, 4)
    assert survey.signals == ()


@pytest.mark.parametrize("signal", Signal)
def test_one_signal_alone_holds_nobody_up(record, invited, signal):
    _, survey = answer(record, signal)

    assert (survey.state, survey.signals) == (State.ANSWERED, (signal,))


@pytest.mark.parametrize("signals", list(combinations(sorted(Signal), 2)), ids=str)
def test_two_signals_park_the_answer_and_the_customer_is_told_the_same(record, invited, signals):
    outcome, survey = answer(record, *signals)

    assert outcome is AnswerOutcome.RECORDED
    assert (survey.state, survey.parked_from) == (State.PARKED, State.ANSWERED)
    assert survey.reason == f"suspected: {', '.join(signals)}"
    assert (survey.rating, record.redis.hget(keys.survey(survey.id), "not_before")) == (4, None)


def test_a_form_sent_twice_adds_nothing(record, invited):
    answer(record, QUICK, LINK)
    before = everything_stored(record.redis)

    outcome, _ = answer(record, QUICK, LINK)

    assert outcome is AnswerOutcome.RECORDED
    assert everything_stored(record.redis) == before


def test_three_values_within_seconds_are_a_signal_and_the_first_stays(record, invited):
    answer(record, nonce="one", rating=1)
    answer(record, nonce="two", rating=2)
    assert record.only().signals == ()

    outcome, survey = answer(record, nonce="three", rating=3)

    assert outcome is AnswerOutcome.ALREADY_ANSWERED
    assert (survey.state, survey.rating) == (State.ANSWERED, 1)
    assert survey.signals == (Signal.MANY_VALUES,)


def test_a_machine_that_opens_and_sends_every_link_is_suspected(record, invited):
    for rating in range(1, 6):
        answer(record, QUICK, nonce=f"page {rating}", rating=rating)

    survey = record.only()
    assert (survey.state, survey.rating) == (State.PARKED, 1)
    assert survey.reason == "suspected: sent at once, many values within seconds"


def test_the_same_second_form_again_and_again_is_one_other_value(record, invited):
    answer(record, nonce="one", rating=1)
    for _ in range(3):
        answer(record, nonce="two", rating=2)

    assert record.only().signals == ()


def test_a_second_thought_a_minute_later_is_no_signal(record, invited):
    answer(record, nonce="one", rating=1)
    record.redis.hincrby(keys.survey(invited.id), "answered_at", -60_000)
    for number in range(3):
        answer(record, nonce=f"later {number}", rating=2)

    assert record.only().signals == ()


def test_a_change_brings_its_own_signals(record, invited):
    answer(record, QUICK)

    outcome = record.answers.change(
        invited.id, nonce="c", version=1, rating=2, comment=None, signals=frozenset({FIELD})
    )

    assert outcome is ChangeOutcome.CHANGED
    assert (record.only().state, record.only().rating) == (State.PARKED, 2)


def test_an_answer_that_the_team_let_go_on_is_not_parked_again(record, invited):
    answer(record, QUICK, LINK)
    record.redis.hset(keys.survey(invited.id), mapping={"state": "answered", "released_at": 1})

    record.answers.change(
        invited.id, nonce="c", version=1, rating=2, comment=None, signals=frozenset({FIELD})
    )

    assert record.only().state is State.ANSWERED


def test_a_suspected_answer_can_be_changed_and_waits_for_a_person_all_the_same(record, invited):
    answer(record, QUICK, LINK)

    outcome = record.answers.change(invited.id, nonce="c", version=1, rating=2, comment=None)

    assert outcome is ChangeOutcome.CHANGED
    assert (record.only().state, record.only().rating) == (State.PARKED, 2)


def test_a_suspected_answer_can_be_disowned_and_the_customer_answers_unsuspected(record, invited):
    answer(record, QUICK, LINK)

    outcome = record.answers.disown(invited.id, nonce="d", version=1)

    assert outcome is DisownOutcome.WITHDRAWN
    assert record.only().state is State.INVITED
    _, survey = answer(record, nonce="mine", rating=5)
    assert (survey.state, survey.rating, survey.signals) == (State.ANSWERED, 5, ())


def test_a_suspected_answer_is_looked_at_a_day_later_however_long_answers_are_held(record, invited):
    _, survey = answer(record, QUICK, LINK, is_held=True)

    due = record.redis.zscore(keys.DUE, survey.id)
    assert due == pytest.approx(survey.answered_at + DAY_MS, abs=60_000)
