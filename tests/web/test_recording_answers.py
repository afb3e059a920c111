"""The answers kept in memory behave as those in Redis do: one contract, run over both."""

from dataclasses import replace

import pytest
from lifecycle_cases import Record, a_closing
from redis import Redis

from service.hints import Hints
from service.lifecycle.answers import AnswerOutcome, Answers
from service.lifecycle.errors import StoreUnavailable
from service.lifecycle.leases import Leases
from service.lifecycle.states import State
from service.web.dependencies import Dependencies, build_dependencies


@pytest.fixture(params=["memory", "redis"])
def asking(request, settings, surveys, asked):
    """Answers that know one survey, whose customer was just asked, and the survey's token."""
    if request.param == "memory":
        return surveys, surveys.put(asked())
    on_redis = replace(settings, redis_url=request.getfixturevalue("redis_url"))
    record = record_on(request.getfixturevalue("redis"), build_dependencies(on_redis))
    record.intake.closed(a_closing())
    record.invite(record.only().id)
    return record.answers, record.links.token(record.only().id)


def test_a_survey_is_found_by_its_token(asking):
    answers, token = asking
    assert answers.find(token).state is State.INVITED


def test_nothing_is_found_by_any_other_text(asking):
    answers, token = asking
    assert [answers.find(text) for text in ("", "never", f"{token}x", "é\x00")] == [None] * 4


def test_an_answer_is_recorded(asking):
    answers, token = asking
    outcome = answers.record(answers.find(token).id, nonce="n", rating=4, comment="Quick")
    assert outcome is AnswerOutcome.RECORDED
    found = answers.find(token)
    assert (found.state, found.rating, found.comment) == (State.ANSWERED, 4, "Quick")


def test_the_same_form_again_is_the_same_answer(asking):
    answers, token = asking
    survey_id = answers.find(token).id
    outcomes = [answers.record(survey_id, nonce="n", rating=4, comment=None) for _ in range(2)]
    assert outcomes == [AnswerOutcome.RECORDED, AnswerOutcome.RECORDED]


@pytest.mark.parametrize(("rating", "comment"), [(1, None), (4, "no")])
def test_another_answer_from_the_same_page_is_not_recorded_and_not_said_to_be(
    asking, rating, comment
):
    answers, token = asking
    survey_id = answers.find(token).id
    answers.record(survey_id, nonce="n", rating=4, comment=None)
    outcome = answers.record(survey_id, nonce="n", rating=rating, comment=comment)
    assert outcome is AnswerOutcome.ALREADY_ANSWERED
    assert (answers.find(token).rating, answers.find(token).comment) == (4, None)


def test_the_first_answer_stays(asking):
    answers, token = asking
    survey_id = answers.find(token).id
    answers.record(survey_id, nonce="first", rating=4, comment=None)
    outcome = answers.record(survey_id, nonce="second", rating=1, comment="no")
    assert outcome is AnswerOutcome.ALREADY_ANSWERED
    assert (answers.find(token).rating, answers.find(token).comment) == (4, None)


def test_an_answer_is_changed_once_for_each_version_of_it(asking):
    answers, token = asking
    survey_id = answers.find(token).id
    answers.record(survey_id, nonce="n", rating=4, comment="Quick")
    change = {"nonce": "one", "version": 1, "rating": 2, "comment": None}
    outcomes = [answers.change(survey_id, **change) for _ in range(2)]
    outdated = answers.change(survey_id, **change | {"nonce": "other", "rating": 1})
    assert [*outcomes, outdated] == ["changed", "changed", "outdated"]
    found = answers.find(token)
    assert (found.rating, found.comment, found.changes) == (2, None, 1)


def test_an_answer_that_is_disowned_is_gone_and_can_be_given_again(asking):
    answers, token = asking
    survey_id = answers.find(token).id
    answers.record(survey_id, nonce="n", rating=4, comment="Quick")
    outcomes = [answers.disown(survey_id, nonce="d", version=1) for _ in range(2)]
    assert outcomes == ["withdrawn", "withdrawn"]
    found = answers.find(token)
    assert (found.state, found.rating, found.answer_version) == (State.INVITED, None, 2)
    again = answers.record(survey_id, nonce="m", version=2, rating=1, comment=None)
    assert again is AnswerOutcome.RECORDED


def test_there_is_nothing_to_change_or_to_disown_before_an_answer(asking):
    answers, token = asking
    survey_id = answers.find(token).id
    changed = answers.change(survey_id, nonce="n", version=0, rating=2, comment=None)
    disowned = answers.disown(survey_id, nonce="n", version=0)
    assert (changed, disowned) == ("outdated", "outdated")


@pytest.mark.parametrize("kind", ["memory", "redis"])
def test_out_of_reach_nothing_is_looked_up_or_recorded(kind, surveys):
    surveys.is_away = True
    refusing = Redis.from_url("redis://127.0.0.1:1", decode_responses=True)
    answers = surveys if kind == "memory" else Answers(refusing, hint=lambda *_: None)
    with pytest.raises(StoreUnavailable):
        answers.find("token")
    with pytest.raises(StoreUnavailable):
        answers.record("survey-1", nonce="n", rating=4, comment=None)


def record_on(redis: Redis, parts: Dependencies) -> Record:
    return Record(
        redis=redis,
        intake=parts.intake,
        answers=parts.answers,
        links=parts.links,
        leases=Leases(redis, lease_seconds=60),
        hints=Hints(redis, job_timeout_seconds=45),
    )
