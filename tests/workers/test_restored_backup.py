"""An old backup is restored: Dixa and the customers know more than the record does."""

from contextlib import closing

import pytest

from service.lifecycle.connection import queue_redis
from service.lifecycle.states import State
from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import faults


@pytest.fixture
def backup(redis_url):
    """A function that makes a backup of everything, and returns how to restore it."""
    with closing(queue_redis(redis_url)) as redis:

        def make():
            kept = {key: redis.dump(key) for key in redis.keys("*")}

            def restore():
                redis.flushall()
                for key, value in kept.items():
                    redis.restore(key, 0, value)

            return restore

        yield make


@pytest.fixture
def conversation():
    return a_conversation()


def test_from_before_an_offer_nobody_is_offered_twice(workshop, dixa, conversation, backup):
    survey = workshop.close(conversation)
    restore = backup()
    workshop.work()

    restore()
    workshop.work()

    assert len(dixa.offers(conversation)) == 1
    assert workshop.survey(survey).state is State.SUPPRESSED


def test_from_while_an_offer_was_under_way_it_is_found_again(
    workshop, dixa, mailbox, conversation, backup
):
    dixa.faults.on("offer", faults.reply_lost(committed=True), times=1)
    survey = workshop.ask(conversation)
    restore = backup()
    known = workshop.later(survey)

    restore()
    found = workshop.later(survey)

    assert (found.state, found.offer_id) == (State.INVITED, known.offer_id)
    assert len(dixa.offers(conversation)) == 1
    assert len({mail["Message-ID"] for mail in mailbox.messages}) == 1


@pytest.fixture
def waiting(workshop, dixa, conversation):
    """A survey whose offer was begun, and had to wait: Dixa has nothing of it."""
    dixa.faults.on("offer", faults.too_many_requests("3"), times=1)
    survey = workshop.ask(conversation)
    assert (survey.state, survey.offer_sent_at) == (State.OFFERING, None)
    return survey


@pytest.fixture
def look(workshop, redis):
    """A function that has the survey taken up while nothing is wrong with Dixa."""

    def look_(survey):
        redis.delete("rs:gate")
        return workshop.look(survey)

    return look_


def test_from_while_an_offer_waited_the_one_that_was_made_since_is_found(
    dixa, waiting, look, backup
):
    restore = backup()
    known = look(waiting)

    restore()
    found = look(waiting)

    assert (found.state, found.offer_id) == (State.INVITED, known.offer_id)
    assert len(dixa.offers(int(waiting.closing.conversation))) == 1


def test_from_while_an_offer_waited_nobody_who_has_answered_since_is_asked_again(
    workshop, dixa, waiting, look, backup
):
    restore = backup()
    workshop.answer(look(waiting), 5)

    restore()
    found = look(waiting)

    assert (found.state, found.reason) == (State.SUPPRESSED, "already asked")
    assert len(dixa.offers(int(waiting.closing.conversation))) == 1


def test_whom_dixa_itself_has_asked_while_an_offer_waited_is_not_asked_again(
    dixa, conversation, waiting, look
):
    dixa.survey_natively(conversation, "Csat")

    survey = look(waiting)

    assert (survey.state, survey.reason) == (State.SUPPRESSED, "already asked")
    assert dixa.offers(conversation) == []


def test_from_while_an_answer_was_under_way_it_is_found_again(workshop, dixa, conversation, backup):
    survey = workshop.ask(conversation)
    dixa.faults.on("submit", faults.reply_lost(committed=True), times=1)
    workshop.answer(survey, 4)
    restore = backup()
    workshop.later(survey)

    restore()
    found = workshop.later(survey)

    assert (found.state, found.reason) == (State.SUBMITTED, "found in Dixa")
    assert len(dixa.submissions(conversation)) == 1


def test_from_before_an_answer_the_customer_may_give_it_again(workshop, dixa, conversation, backup):
    survey = workshop.ask(conversation)
    restore = backup()
    workshop.answer(survey, 4)

    restore()
    workshop.answer(survey, 4)

    assert workshop.survey(survey).state is State.SUBMITTED
    assert len(dixa.submissions(conversation)) == 1


def test_from_before_an_answer_another_one_does_not_overwrite_the_first(
    workshop, dixa, conversation, backup
):
    survey = workshop.ask(conversation)
    restore = backup()
    workshop.answer(survey, 4)

    restore()
    workshop.answer(survey, 1)

    assert workshop.survey(survey).state is State.PARKED
    assert [call.body["ratingResult"]["value"] for call in dixa.submissions(conversation)] == [4]


def test_from_before_a_submission_nothing_is_submitted_twice(workshop, dixa, conversation, backup):
    survey = workshop.ask(conversation)
    workshop.answers.record(survey.id, nonce="n", rating=4, comment="Thank you!")
    restore = backup()
    workshop.work()

    restore()
    workshop.work()

    assert workshop.survey(survey).reason == "found in Dixa"
    assert len(dixa.submissions(conversation)) == 1


def test_an_event_that_came_after_the_backup_may_come_again(workshop, dixa, conversation, backup):
    restore = backup()
    event = dixa.close(conversation)
    workshop.hear(event)

    restore()
    workshop.hear(event)
    workshop.work()

    assert [survey.state for survey in workshop.surveys(conversation)] == [State.INVITED]
