"""What a customer may still do about an answer: change it, or say that it is not theirs."""

import pytest
from lifecycle_cases import a_closing, a_reopening, everything_stored

from service.lifecycle import keys
from service.lifecycle.answers import AnswerOutcome, Answers, ChangeOutcome, DisownOutcome
from service.lifecycle.errors import StoreUnavailable
from service.lifecycle.leases import LeaseLost
from service.lifecycle.reading import read_ledger
from service.lifecycle.record import MOST_CHANGES
from service.lifecycle.states import State

HOLD_MS = 300_000


@pytest.fixture
def answered(record):
    """A survey whose customer has answered 4, which is held."""
    record.intake.closed(a_closing())
    survey_id = record.only().id
    record.invite(survey_id, hold_ms=HOLD_MS)
    record.answers.record(survey_id, nonce="first", rating=4, comment="Quick", is_held=True)
    return record.only()


def change(record, nonce="change", *, version=1, rating=2, comment=None):
    return record.answers.change(
        record.only().id, nonce=nonce, version=version, rating=rating, comment=comment
    )


def disown(record, nonce="disown", *, version=1):
    return record.answers.disown(record.only().id, nonce=nonce, version=version)


def submit(record):
    record.redis.hdel(keys.survey(record.only().id), "not_before")
    return record.leases.keep(
        record.claim(record.only().id, State.ANSWERED), {}, to=State.SUBMITTING
    )


def reasons(record):
    return [entry.reason for entry in read_ledger(record.redis, record.only().id)]


def not_before(record):
    return int(record.redis.hget(keys.survey(record.only().id), "not_before"))


def test_a_change_takes_the_place_of_the_answer_with_its_comment(record, answered):
    assert change(record) is ChangeOutcome.CHANGED

    survey = record.only()
    assert (survey.state, survey.rating, survey.comment) == (State.ANSWERED, 2, None)
    assert (survey.answered_at, survey.changes) == (answered.answered_at, 1)
    assert reasons(record)[-1] == "answer changed from 4 to 2"


def test_a_change_also_says_anew_whether_the_problem_was_solved(record, answered):
    record.answers.change(
        answered.id, nonce="change", version=1, rating=2, comment=None, solved=False
    )
    assert record.only().solved is False
    change(record, "once more", version=2)
    assert record.only().solved is None


def test_of_a_withdrawn_answer_nothing_stays(record, answered):
    record.answers.change(
        answered.id, nonce="change", version=1, rating=2, comment="x", solved=True
    )
    disown(record, version=2)
    survey = record.only()
    assert (survey.rating, survey.comment, survey.solved) == (None, None, None)


def test_a_change_that_is_sent_twice_is_one_change(record, answered):
    change(record)
    before = everything_stored(record.redis)

    assert change(record) is ChangeOutcome.CHANGED
    assert everything_stored(record.redis) == before


def test_of_two_changes_of_the_same_answer_the_first_wins(record, answered):
    change(record, "one", rating=2)

    assert change(record, "other", rating=1) is ChangeOutcome.OUTDATED
    assert record.only().rating == 2


def test_an_earlier_change_that_is_sent_again_does_not_undo_a_later_one(record, answered):
    change(record, "one", version=1, rating=2)
    change(record, "other", version=2, rating=5)

    assert change(record, "one", version=1, rating=2) is ChangeOutcome.OUTDATED
    assert record.only().rating == 5


def test_the_first_answer_that_is_sent_again_does_not_undo_a_change(record, answered):
    change(record, rating=2)

    again = record.answers.record(answered.id, nonce="first", rating=4, comment="Quick")

    assert again is AnswerOutcome.ALREADY_ANSWERED
    assert record.only().rating == 2


def test_a_change_begins_the_hold_anew_up_to_twice_its_length(record, answered):
    key, first = keys.survey(answered.id), not_before(record)
    record.redis.hincrby(key, "answered_at", -HOLD_MS // 2)
    change(record, "one", version=1)
    assert first <= not_before(record) < first + 60_000
    assert not_before(record) == record.only().held_until

    record.redis.hincrby(key, "answered_at", -HOLD_MS)
    change(record, "other", version=2)
    assert not_before(record) == record.only().held_until < first


def test_an_answer_that_waits_for_a_person_is_not_changed_without_end(record, answered):
    record.redis.hdel(keys.survey(answered.id), "not_before")
    record.leases.release(record.claim(answered.id, State.ANSWERED), State.PARKED, due_in=60)
    for version in range(1, MOST_CHANGES + 1):
        assert change(record, f"change {version}", version=version) is ChangeOutcome.CHANGED
    assert not record.only().may_be_changed
    before = everything_stored(record.redis)

    one_more = change(record, "one more", version=MOST_CHANGES + 1, rating=1)

    assert one_more is ChangeOutcome.TOO_LATE
    assert everything_stored(record.redis) == before


def test_nothing_is_changed_once_a_worker_has_begun_to_submit(record, answered):
    submit(record)

    assert change(record) is ChangeOutcome.TOO_LATE
    assert record.only().rating == 4


def test_of_a_change_and_a_worker_about_to_submit_exactly_one_wins(record, answered):
    record.redis.hdel(keys.survey(answered.id), "not_before")
    lease = record.claim(answered.id, State.ANSWERED)

    assert change(record, rating=2) is ChangeOutcome.CHANGED
    with pytest.raises(LeaseLost):
        record.leases.keep(lease, {}, to=State.SUBMITTING)
    assert (record.only().state, record.only().rating) == (State.ANSWERED, 2)


def test_there_is_nothing_to_change_before_an_answer(record, invited):
    assert change(record, version=0) is ChangeOutcome.OUTDATED
    assert record.only().state is State.INVITED


def test_an_answer_of_somebody_else_is_withdrawn_and_can_be_given_again(record, answered):
    assert disown(record) is DisownOutcome.WITHDRAWN

    survey = record.only()
    assert (survey.state, survey.rating, survey.comment) == (State.INVITED, None, None)
    assert reasons(record)[-1] == "answer disowned, it was 4"
    again = record.answers.record(
        survey.id, nonce="second", version=survey.answer_version, rating=1, comment=None
    )
    assert again is AnswerOutcome.RECORDED
    assert record.only().rating == 1


def test_a_withdrawn_survey_ends_when_its_time_has_come(record, answered):
    disown(record)

    due = record.redis.zscore(keys.DUE, answered.id)
    assert due == answered.expires_at


def test_the_answer_that_was_withdrawn_does_not_come_back_however_often_it_is_sent(
    record, answered
):
    disown(record)

    again = record.answers.record(answered.id, nonce="first", version=2, rating=4, comment="Quick")

    assert again is AnswerOutcome.DISOWNED
    assert record.only().state is State.INVITED


def test_an_answer_refused_before_the_withdrawal_does_not_take_its_place_late(record, answered):
    late = {"nonce": "other", "version": 1, "rating": 1, "comment": None}
    record.answers.record(answered.id, **late)
    disown(record)

    assert record.answers.record(answered.id, **late) is AnswerOutcome.OUTDATED
    assert record.only().state is State.INVITED


def test_a_wish_to_withdraw_that_comes_twice_spares_the_next_answer(record, answered):
    disown(record)
    record.answers.record(answered.id, nonce="second", version=2, rating=1, comment=None)

    assert disown(record) is DisownOutcome.WITHDRAWN
    assert disown(record, "another page", version=1) is DisownOutcome.OUTDATED
    assert record.only().rating == 1


def test_an_answer_that_is_given_and_disowned_again_and_again_ends_the_survey(record, answered):
    for times in range(10):
        version = 1 + 2 * times
        assert disown(record, f"disown {times}", version=version) is DisownOutcome.WITHDRAWN
        record.answers.record(
            answered.id, nonce=f"again {times}", version=version + 1, rating=4, comment=None
        )

    survey = record.only()
    assert (survey.state, survey.rating) == (State.EXPIRED, None)
    assert reasons(record)[-1] == "its answer was disowned 10 times"
    before = everything_stored(record.redis)
    disown(record, "disown 9", version=19)
    disown(record, "disown 10", version=20)
    record.answers.record(answered.id, nonce="again", version=20, rating=4, comment=None)
    assert everything_stored(record.redis) == before


def test_once_it_is_on_its_way_an_answer_of_somebody_else_is_noted(record, answered):
    lease = submit(record)

    assert disown(record) is DisownOutcome.NOTED
    record.leases.release(lease, State.SUBMITTED)

    survey = record.only()
    assert (survey.state, survey.rating) == (State.SUBMITTED, 4)
    assert survey.disowned_at is not None
    assert reasons(record).count("answer disowned, it was 4") == 1
    assert disown(record, "again") is DisownOutcome.NOTED
    assert reasons(record).count("answer disowned, it was 4") == 1


def test_a_worker_about_to_submit_loses_an_answer_that_is_withdrawn(record, answered):
    record.redis.hdel(keys.survey(answered.id), "not_before")
    lease = record.claim(answered.id, State.ANSWERED)
    disown(record)

    with pytest.raises(LeaseLost):
        record.leases.keep(lease, {}, to=State.SUBMITTING)


def test_who_was_asked_again_meanwhile_has_only_the_later_link_to_answer(record, answered):
    record.intake.reopened(a_reopening("event-2", at=2000))
    record.intake.closed(a_closing("event-3", at=3000))
    _, later = record.surveys()
    record.invite(later.id, offer_id="offer-2")

    outcome = record.answers.disown(answered.id, nonce="disown", version=1)

    assert outcome is DisownOutcome.WITHDRAWN
    first, second = record.surveys()
    assert (first.state, first.successor) == (State.SUPERSEDED, second.id)
    assert second.state is State.INVITED


def test_without_redis_nothing_is_said_to_be_changed_or_withdrawn(unreachable_redis):
    answers = Answers(unreachable_redis, hint=lambda pipe, survey_id: None)

    with pytest.raises(StoreUnavailable):
        answers.change("any", nonce="n", version=1, rating=1, comment=None)
    with pytest.raises(StoreUnavailable):
        answers.disown("any", nonce="n", version=1)
