"""An answer on its way to Dixa: never dropped, and there once."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from service.lifecycle import keys
from service.lifecycle.parking import Parking
from service.lifecycle.states import State
from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import faults
from workers.take_up import MOST_ATTEMPTS

COMMITTED = {
    "reply lost": faults.reply_lost(committed=True),
    "500": faults.server_error(500, committed=True),
    "hang": faults.hang(committed=True),
    "malformed": faults.malformed(),
}
NOT_COMMITTED = {
    "reply lost": faults.reply_lost(committed=False),
    "504": faults.server_error(504, committed=False),
    "hang": faults.hang(committed=False),
}
SECOND_SUBMIT = ["overwrites", "refused", "ignored"]
STALE = faults.stale(3600)


@pytest.fixture
def workshop(open_workshop, settings):
    return open_workshop(replace(settings, http_timeout_seconds=1))


@pytest.fixture
def conversation():
    return a_conversation()


@pytest.fixture
def invited(workshop, conversation):
    return workshop.ask(conversation)


@pytest.mark.parametrize("fault", COMMITTED.values(), ids=COMMITTED)
def test_an_answer_that_arrived_is_found_and_not_sent_again(
    workshop, dixa, conversation, invited, fault
):
    dixa.faults.on("submit", fault, times=1)
    unknown = workshop.answer(invited, 5)

    survey = workshop.later(unknown)

    assert (unknown.state, survey.state) == (State.SUBMIT_UNKNOWN, State.SUBMITTED)
    assert len(dixa.calls("submit")) == 1


@pytest.mark.parametrize("fault", NOT_COMMITTED.values(), ids=NOT_COMMITTED)
def test_an_answer_that_did_not_arrive_is_sent_again(workshop, dixa, conversation, invited, fault):
    dixa.faults.on("submit", fault, times=1)
    unknown = workshop.answer(invited, 1)

    survey = workshop.look(workshop.later(unknown))

    assert (unknown.state, survey.state) == (State.SUBMIT_UNKNOWN, State.SUBMITTED)
    assert len(dixa.submissions(conversation)) == 1


def test_an_answer_that_a_stale_list_does_not_show_is_looked_for_again_before_it_is_sent(
    workshop, dixa, conversation, invited
):
    dixa.faults.on("submit", faults.reply_lost(committed=True), times=1)
    unknown = workshop.answer(invited, 4)
    dixa.faults.on("ratings", STALE, times=1)

    missed = workshop.later(unknown)

    assert (missed.state, missed.reason) == (State.SUBMITTING, "not in Dixa, first look")
    assert 4 < workshop.due_in(missed) <= 5
    assert workshop.look(missed).state is State.SUBMITTED
    assert len(dixa.calls("submit")) == 1


def test_an_answer_that_arrived_late_is_found(workshop, dixa, conversation, invited):
    dixa.faults.on("submit", faults.late_commit(0.05, status=504), times=1)
    unknown = workshop.answer(invited, 4)
    dixa.wait_until(lambda: dixa.submissions(conversation))

    survey = workshop.later(unknown)

    assert (survey.state, len(dixa.calls("submit"))) == (State.SUBMITTED, 1)


def test_the_fate_is_not_asked_for_before_it_has_settled(workshop, dixa, invited):
    dixa.faults.on("submit", faults.reply_lost(committed=True), times=1)
    unknown = workshop.answer(invited, 4)

    survey = workshop.look(unknown)

    assert survey.state is State.SUBMIT_UNKNOWN
    assert 50 < workshop.due_in(survey) <= 60


def test_while_dixa_cannot_be_read_nothing_is_sent_on_doubt(workshop, dixa, invited):
    dixa.faults.on("submit", faults.reply_lost(committed=True), times=1)
    unknown = workshop.answer(invited, 4)
    dixa.faults.on("ratings", faults.server_error(500, committed=False), times=2)

    waiting = [workshop.later(unknown) for _ in range(2)][-1]

    assert waiting.state is State.SUBMIT_UNKNOWN
    assert len(dixa.calls("submit")) == 1
    assert workshop.later(unknown).state is State.SUBMITTED


@pytest.mark.parametrize("second_submit", SECOND_SUBMIT)
def test_an_answer_that_dixa_does_not_show_yet_is_sent_again_and_does_no_harm(
    workshop, dixa, conversation, invited, second_submit
):
    dixa.behaviour = replace(dixa.behaviour, second_submit=second_submit)
    dixa.faults.on("submit", faults.reply_lost(committed=True), times=1)
    dixa.faults.on("ratings", STALE, times=2)
    unknown = workshop.answer(invited, 4)

    survey = workshop.look(workshop.later(unknown))

    assert survey.state is State.SUBMITTED
    assert [row["ratingScore"] for row in dixa.ratings(conversation)] == [4]


def test_where_open_offers_are_not_listed_an_answer_is_sent_again(
    workshop, dixa, conversation, invited
):
    dixa.behaviour = replace(dixa.behaviour, unanswered_offers_listed=False)
    dixa.faults.on("submit", faults.reply_lost(committed=False), times=1)

    survey = workshop.look(workshop.later(workshop.answer(invited, 4)))

    assert (survey.state, len(dixa.submissions(conversation))) == (State.SUBMITTED, 1)


def test_what_dixa_has_already_is_not_sent_even_if_the_record_knows_of_no_sending(
    workshop, dixa, conversation, invited
):
    somebody_submits(workshop, invited, 4)

    survey = workshop.answer(invited, 4)

    assert survey.state is State.SUBMITTED
    assert len(dixa.submissions(conversation)) == 1


def test_an_answer_is_not_sent_before_dixa_could_be_looked_at(
    workshop, dixa, conversation, invited
):
    dixa.faults.on("ratings", faults.server_error(500, committed=False), times=1)

    waiting = workshop.answer(invited, 4)

    assert (waiting.state, dixa.calls("submit")) == (State.SUBMITTING, [])
    assert workshop.later(waiting).state is State.SUBMITTED


def test_another_answer_in_dixa_is_a_conflict_for_a_person(workshop, dixa, invited):
    dixa.faults.on("submit", faults.reply_lost(committed=False), times=1)
    unknown = workshop.answer(invited, 4, "Kept")
    somebody_submits(workshop, invited, 2)

    survey = workshop.later(unknown)

    assert survey.state is State.PARKED
    assert survey.reason == "conflict: Dixa has 2, the customer said 4"
    assert (survey.rating, survey.comment) == (4, "Kept")


def test_an_answer_refused_because_of_another_one_is_a_conflict(workshop, dixa, invited):
    dixa.behaviour = replace(dixa.behaviour, second_submit="refused")
    somebody_submits(workshop, invited, 2)

    survey = workshop.answer(invited, 4)

    assert survey.state is State.PARKED
    assert survey.reason == "conflict: Dixa has 2, the customer said 4"


def test_an_answer_that_dixa_refuses_is_parked_and_kept(workshop, dixa, invited):
    dixa.faults.on("submit", faults.refusal(400, "Invalid value in request"))

    survey = workshop.answer(invited, 4, "Kept")

    assert survey.state is State.PARKED
    assert survey.reason == "Dixa refuses: 400 Invalid value in request"
    survey = workshop.later(survey)
    assert (survey.state, survey.rating, survey.comment) == (State.PARKED, 4, "Kept")
    assert len(dixa.calls("submit")) == 1


def test_a_refusal_that_nobody_can_check_is_looked_into_later(
    workshop, dixa, conversation, invited
):
    dixa.faults.on("submit", faults.refusal(400, "Rated already"), times=1)
    honest_first_look = faults.stale(0)
    dixa.faults.on("ratings", honest_first_look, times=1)
    dixa.faults.on("ratings", faults.server_error(500, committed=False), times=1)

    waiting = workshop.answer(invited, 4)

    assert waiting.state is State.SUBMITTING
    assert workshop.look(workshop.later(waiting)).state is State.SUBMITTED
    assert len(dixa.submissions(conversation)) == 1


@pytest.mark.parametrize(
    "fault", [faults.refusal(401, "Unauthorized"), faults.too_many_requests("86400")]
)
def test_an_answer_turned_away_at_the_door_waits_and_no_attempt_is_counted(
    workshop, dixa, conversation, invited, fault
):
    dixa.faults.on("submit", fault, times=1)
    waiting = workshop.answer(invited, 4)
    workshop.redis.hset("rs:gate", "probe_at", 0)

    survey = workshop.look(waiting)

    assert (waiting.state, waiting.attempts) == (State.SUBMITTING, 0)
    assert waiting.submit_sent_at is None
    assert (survey.state, len(dixa.submissions(conversation))) == (State.SUBMITTED, 1)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (faults.malformed(), "tried for a day: Dixa's answer could not be read"),
        (faults.server_error(500, committed=False), "tried for a day: 500"),
    ],
)
def test_an_answer_that_dixa_does_not_let_settle_is_left_to_a_person_after_a_day(
    workshop, dixa, invited, fault, reason
):
    dixa.faults.on("ratings", fault, times=2)
    waiting = workshop.answer(invited, 4)
    workshop.redis.hset(keys.survey(waiting.id), "attempts", MOST_ATTEMPTS - 1)

    parked = workshop.look(waiting)

    assert waiting.state is State.SUBMITTING
    assert (parked.state, parked.rating) == (State.PARKED, 4)
    assert parked.reason.startswith(reason)
    Parking(workshop.redis, hint=workshop.tools.hints.add).retry(parked.id)
    workshop.work()
    assert workshop.survey(parked).state is State.SUBMITTED


def test_an_answer_outlives_a_dixa_that_is_away_however_long(workshop, dixa, invited):
    with dixa.refusing():
        waiting = workshop.answer(invited, 4)
        workshop.redis.hset(keys.survey(waiting.id), "attempts", MOST_ATTEMPTS)
        still = workshop.look(waiting)

    assert still.state is State.SUBMITTING
    assert workshop.look(still).state is State.SUBMITTED


def test_an_answer_outlives_a_dixa_that_is_away(workshop, dixa, redis, conversation, invited):
    with dixa.refusing():
        waiting = workshop.answer(invited, 4)

    survey = workshop.look(waiting)

    assert (waiting.state, waiting.submit_sent_at) == (State.SUBMITTING, None)
    assert (survey.state, len(dixa.submissions(conversation))) == (State.SUBMITTED, 1)


def test_a_doubled_hint_submits_once(workshop, dixa, conversation, invited):
    survey = workshop.answer(invited, 4)

    for state in (State.ANSWERED, State.SUBMITTING, State.SUBMIT_UNKNOWN):
        workshop.tools.hints.send([(survey.id, state)])
    workshop.work()

    assert len(dixa.calls("submit")) == 1


def somebody_submits(workshop, survey, value):
    """Somebody else rates with our token."""
    workshop.tools.dixa.submit_rating(
        survey.closing.conversation,
        survey.offer_id,
        rating_type=survey.asked_type,
        value=value,
        comment=None,
        submitted_at=datetime.now(UTC),
        before_sending=lambda: None,
    )
