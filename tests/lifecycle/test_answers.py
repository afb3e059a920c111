import pytest
from lifecycle_cases import a_closing

from service.lifecycle import keys
from service.lifecycle.answers import AnswerOutcome, Answers
from service.lifecycle.errors import StoreUnavailable
from service.lifecycle.leases import NotClaimed
from service.lifecycle.states import State


def test_a_link_leads_to_its_survey(record, invited):
    found = record.answers.find(record.links.token(invited.id))

    assert found is not None
    assert found.id == invited.id


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "\x00", "ø" * 50, "../" * 500])
def test_any_other_text_leads_nowhere(record, invited, token):
    assert record.answers.find(token) is None


def test_redis_holds_no_token(record, invited):
    token = record.links.token(invited.id)

    stored = [key for key in record.redis.scan_iter("*") if token in key]

    assert stored == []


@pytest.mark.parametrize("rating", [0, 5])
def test_an_answer_is_recorded_and_hinted_at_the_front_of_the_queue(record, invited, rating):
    outcome = record.answers.record(invited.id, nonce="n", rating=rating, comment="Thanks")

    survey = record.only()
    assert outcome is AnswerOutcome.RECORDED
    assert (survey.state, survey.rating, survey.comment) == (State.ANSWERED, rating, "Thanks")
    first_job = record.redis.lindex("rq:queue:surveys", 0)
    assert "submit_rating" in record.redis.hget(f"rq:job:{first_job}", "description")


def test_a_form_sent_twice_is_one_answer(record, invited):
    record.answers.record(invited.id, nonce="n", rating=4, comment=None)

    again = record.answers.record(invited.id, nonce="n", rating=4, comment=None)

    assert again is AnswerOutcome.RECORDED
    assert record.only().rating == 4


def test_the_first_confirmed_answer_wins(record, invited):
    record.answers.record(invited.id, nonce="first", rating=4, comment=None)

    second = record.answers.record(invited.id, nonce="second", rating=1, comment="No")

    assert second is AnswerOutcome.ALREADY_ANSWERED
    assert (record.only().rating, record.only().comment) == (4, None)


def test_an_answer_takes_the_survey_from_the_worker_that_delivers_it(record):
    record.intake.closed(a_closing())
    survey = record.only()
    record.offer(survey.id)
    record.claim(survey.id, State.OFFERED)

    record.answers.record(survey.id, nonce="n", rating=3, comment=None)

    assert record.claim(survey.id, State.ANSWERED).survey.rating == 3
    assert record.leases.claim(survey.id, frozenset({State.OFFERED})) is NotClaimed.PASSED


def test_an_answer_to_a_parked_invitation_is_taken(record):
    record.intake.closed(a_closing())
    survey = record.only()
    record.offer(survey.id)
    lease = record.claim(survey.id, State.OFFERED)
    record.leases.release(lease, State.PARKED, reason="no way reached the customer")

    outcome = record.answers.record(survey.id, nonce="n", rating=2, comment=None)

    assert outcome is AnswerOutcome.RECORDED
    assert record.state(survey.id) is State.ANSWERED


def test_an_answer_after_the_end_is_refused_as_expired(record):
    record.intake.closed(a_closing())
    survey = record.only()
    record.invite(survey.id, expires_at=1)

    outcome = record.answers.record(survey.id, nonce="n", rating=2, comment=None)

    assert outcome is AnswerOutcome.EXPIRED
    assert record.state(survey.id) is State.INVITED


def test_an_answer_to_what_was_never_offered_is_not_found(record):
    record.intake.closed(a_closing())

    outcome = record.answers.record(record.only().id, nonce="n", rating=2, comment=None)

    assert outcome is AnswerOutcome.NOT_FOUND


def test_an_answer_to_an_unknown_survey_is_not_found_and_leaves_nothing(record):
    outcome = record.answers.record("unknown", nonce="n", rating=2, comment=None)

    assert outcome is AnswerOutcome.NOT_FOUND
    assert not record.redis.exists(keys.survey("unknown"))


def test_without_redis_nothing_is_said_to_be_recorded(unreachable_redis):
    answers = Answers(unreachable_redis, hint=lambda pipe, survey_id: None)

    with pytest.raises(StoreUnavailable):
        answers.record("any", nonce="n", rating=1, comment=None)


@pytest.mark.parametrize("solved", [True, False, None])
def test_whether_the_problem_was_solved_is_kept_beside_the_rating(record, invited, solved):
    record.answers.record(invited.id, nonce="n", rating=2, comment=None, solved=solved)
    assert record.only().solved is solved


def test_the_same_page_with_another_word_about_the_problem_is_another_answer(record, invited):
    record.answers.record(invited.id, nonce="n", rating=2, comment=None, solved=True)
    again = record.answers.record(invited.id, nonce="n", rating=2, comment=None, solved=False)
    assert again is AnswerOutcome.ALREADY_ANSWERED
    assert record.only().solved is True


def test_a_record_that_can_not_be_read_is_one_to_come_back_to(record, invited):
    record.redis.hset(keys.survey(invited.id), "closing", "{broken")

    with pytest.raises(StoreUnavailable, match="its record can't be read"):
        record.answers.find(record.links.token(invited.id))
