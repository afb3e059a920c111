"""The audit, on surveys that went wrong in ways that nobody noticed when it happened."""

from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import timedelta
from time import time

import pytest

from service.dixa.errors import NotSent, OutcomeUnknown
from service.dixa.reconciling import reconciling_client
from service.lifecycle import keys
from service.lifecycle.parking import Parking
from service.lifecycle.reading import own_offers
from service.lifecycle.repairs import Repairs
from service.lifecycle.states import ENDED, State
from service.reconciliation.audit import Audit
from service.reconciliation.drift import Kind
from service.reconciliation.skipped import MOST_IN_A_ROW, Skipped
from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import faults

LONG_AGO = 0
NOTHING_WRONG = faults.stale(0)


@pytest.fixture
def audit(workshop):
    """A function that audits everything and returns what was found."""
    settings, redis = workshop.settings, workshop.redis
    with closing(reconciling_client(settings, redis)) as dixa:
        repairs = Repairs(redis, hint=workshop.tools.hints.add)
        audit = Audit(redis, dixa, repairs, settle_seconds=settings.settle_seconds)

        def audit_(*, repairing=True, since=LONG_AGO, skipped=None):
            return list(audit.run(since=since, repairing=repairing, skipped=skipped))

        yield audit_


@pytest.fixture
def conversation():
    return a_conversation()


@pytest.fixture
def submitted(workshop, conversation):
    """A survey whose answer Dixa took an hour ago."""
    return an_hour_ago(workshop, workshop.answer(workshop.ask(conversation), 4, "Thank you!"))


def an_hour_ago(workshop, survey):
    workshop.redis.hincrby(keys.survey(survey.id), "submitted_at", -3_600_000)
    return survey


def park(workshop, survey):
    """What nobody can tell the fate of is parked for a person."""
    workshop.redis.hdel(keys.survey(survey.id), "not_before")
    lease = workshop.tools.leases.claim(survey.id, frozenset({State.OFFER_UNKNOWN}))
    workshop.tools.leases.release(lease, State.PARKED, reason="nobody can tell", due_in=1)


def kinds(found):
    return [drift.kind for drift in found]


@pytest.mark.parametrize("listed_types", ["as offered", "capitals"])
def test_when_both_say_the_same_nothing_is_found(audit, submitted, workshop, dixa, listed_types):
    dixa.behaviour = replace(dixa.behaviour, listed_types=listed_types)
    workshop.ask(a_conversation())

    assert audit() == []


def test_an_answer_that_dixa_has_lost_is_submitted_once_more(
    audit, submitted, workshop, dixa, conversation
):
    dixa.forget_results(conversation)

    found = audit()
    workshop.work()

    assert kinds(found) == [Kind.MISSING_ANSWER]
    assert workshop.survey(submitted).state is State.SUBMITTED
    [row] = dixa.ratings(conversation)
    assert (row["ratingScore"], row["ratingComment"]) == (4, "Thank you!")
    assert kinds(audit()) == []


def test_what_is_redacted_as_soon_as_it_ends_is_compared_all_the_same(
    audit, submitted, workshop, dixa, conversation
):
    dixa.forget_results(conversation)
    workshop.tools.schedule.redact_ended(timedelta(0), 100)

    found = audit()
    workshop.work()

    assert kinds(found) == [Kind.MISSING_ANSWER]
    [row] = dixa.ratings(conversation)
    assert (row["ratingScore"], row.get("ratingComment")) == (4, None)


def test_a_late_offer_of_a_survey_that_is_redacted_already_is_found(
    audit, workshop, dixa, conversation
):
    dixa.faults.on("offer", faults.late_commit(0.2), times=1)
    survey = workshop.ask(conversation)
    workshop.redis.hset(keys.survey(survey.id), "expires_at", 1)
    workshop.later(survey)
    dixa.wait_until(lambda: dixa.offers(conversation))
    workshop.tools.schedule.redact_ended(timedelta(0), 100)

    assert kinds(audit()) == [Kind.LATE_OFFER]


def test_an_answer_sent_again_twice_is_in_dixa_once(audit, submitted, workshop, dixa, conversation):
    dixa.forget_results(conversation)

    audit()
    audit()
    workshop.work()

    assert len(dixa.submissions(conversation)) == 2  # the one that was lost, and one more


def test_an_answer_that_is_lost_again_and_again_is_submitted_once_more_only_once(
    audit, submitted, workshop, dixa, conversation
):
    found = []
    for _ in range(3):
        dixa.forget_results(conversation)
        an_hour_ago(workshop, submitted)
        found += audit()
        workshop.work()

    assert kinds(found) == [Kind.MISSING_ANSWER] * 3
    assert len(dixa.submissions(conversation)) == 2  # the first, and the one repair
    assert workshop.survey(submitted).state is State.SUBMITTED


def test_an_answer_that_may_still_show_is_left_alone(audit, workshop, dixa, conversation):
    workshop.answer(workshop.ask(conversation), 4)
    dixa.forget_results(conversation)

    assert audit() == []


def test_a_dry_run_changes_nothing(audit, submitted, workshop, dixa, conversation):
    dixa.forget_results(conversation)

    found = audit(repairing=False)

    assert kinds(found) == [Kind.MISSING_ANSWER]
    assert workshop.survey(submitted).state is State.SUBMITTED


def test_another_answer_in_dixa_is_told_and_left_alone(audit, submitted, workshop, dixa):
    workshop.redis.hset(keys.survey(submitted.id), "rating", 2)

    [drift] = audit()

    assert (drift.kind, drift.detail) == (Kind.CONFLICT, "4, the customer said 2")
    assert workshop.survey(submitted).state is State.SUBMITTED


def test_an_offer_that_was_made_late_is_found_and_known_for_ours(
    audit, workshop, dixa, conversation
):
    dixa.faults.on("offer", faults.late_commit(0.5), times=1)
    survey = workshop.ask(conversation)
    dixa.faults.clear()
    for _ in range(3):
        survey = workshop.later(survey)
    dixa.wait_until(lambda: len(dixa.offers(conversation)) == 2)

    [drift] = audit()

    assert (survey.state, drift.kind) == (State.INVITED, Kind.LATE_OFFER)
    assert own_offers(workshop.redis, survey.closing) == {survey.offer_id, drift.rating_id}
    assert f"found one more offer in Dixa, made late: {drift.rating_id}" in workshop.reasons(survey)
    assert audit() == []


@pytest.mark.parametrize("ends", ["by hand", "in time"])
def test_a_late_offer_of_a_survey_that_ended_while_it_was_parked_is_found(
    audit, workshop, dixa, conversation, ends
):
    dixa.faults.on("offer", faults.late_commit(0.2), times=1)
    survey = workshop.ask(conversation)
    park(workshop, survey)
    if ends == "by hand":
        Parking(workshop.redis, hint=workshop.tools.hints.add).drop(survey.id)
    else:
        workshop.redis.hset(keys.survey(survey.id), "expires_at", 1)
        workshop.later(survey)
    dixa.wait_until(lambda: dixa.offers(conversation))

    assert workshop.survey(survey).state in ENDED
    assert kinds(audit()) == [Kind.LATE_OFFER]
    assert audit() == []


def test_dixas_own_survey_beside_ours_is_told(audit, workshop, dixa, conversation):
    workshop.ask(conversation)
    dixa.survey_natively(conversation, "Csat", status="Offered")

    assert kinds(audit()) == [Kind.OTHER_SURVEY]


def test_an_answer_that_was_not_given_here_is_told(audit, workshop, dixa, conversation):
    survey = workshop.ask(conversation)
    workshop.redis.hset("saved", mapping=workshop.redis.hgetall(keys.survey(survey.id)))
    workshop.answer(survey, 4)
    # An older backup: the answer was given, but that is not recorded any more.
    workshop.redis.rename("saved", keys.survey(survey.id))

    [drift] = audit()

    assert (drift.kind, drift.detail) == (Kind.FOREIGN_ANSWER, "4, nobody answered here")


def test_an_offer_that_a_later_survey_has_taken_over_is_no_drift(open_workshop, audit):
    workshop = open_workshop(cooldown=timedelta(0), hold=timedelta(0))
    conversation = a_conversation()
    workshop.ask(conversation)
    workshop.reopen(conversation)
    second = workshop.ask(conversation)
    an_hour_ago(workshop, workshop.answer(second, 4))

    assert audit() == []


def test_a_conversation_that_dixa_no_longer_knows_stops_nothing(audit, workshop, dixa):
    for conversation in (a_conversation(), a_conversation()):
        an_hour_ago(workshop, workshop.answer(workshop.ask(conversation), 4))
        dixa.forget_results(conversation)
    dixa.faults.on("ratings", faults.refusal(404, "gone"), times=1)

    assert kinds(audit(repairing=False)) == [Kind.MISSING_ANSWER]


def test_a_conversation_that_dixa_can_not_tell_about_stops_nothing(
    audit, workshop, dixa, cant_tell
):
    for conversation in (a_conversation(), a_conversation()):
        an_hour_ago(workshop, workshop.answer(workshop.ask(conversation), 4))
        dixa.forget_results(conversation)
    dixa.faults.on("ratings", cant_tell, times=1)
    dixa.faults.on("ratings", NOTHING_WRONG, times=1)  # with the other one
    dixa.faults.on("ratings", cant_tell, times=1)
    skipped = Skipped()

    found = audit(repairing=False, skipped=skipped)

    assert kinds(found) == [Kind.MISSING_ANSWER]
    [passed_over] = skipped.all
    assert passed_over.conversation != found[0].survey.closing.conversation


@pytest.mark.parametrize(("failing", "stops"), [(MOST_IN_A_ROW - 1, False), (MOST_IN_A_ROW, True)])
def test_when_dixa_can_tell_about_none_of_several_the_audit_stops(
    audit, workshop, dixa, failing, stops
):
    for _ in range(MOST_IN_A_ROW + 1):
        workshop.ask(a_conversation())
    dixa.faults.on("ratings", faults.server_error(503, committed=False), times=failing)
    calls = len(dixa.calls("ratings"))

    with pytest.raises(OutcomeUnknown) if stops else nullcontext():
        audit()

    asked = len(dixa.calls("ratings")) - calls
    assert asked == (failing if stops else MOST_IN_A_ROW + 1 + failing)  # which are asked for again


def test_when_dixa_is_not_there_the_audit_stops_at_once(audit, workshop, dixa):
    for _ in range(2):
        workshop.ask(a_conversation())
    skipped = Skipped()

    with dixa.refusing(), pytest.raises(NotSent):
        audit(skipped=skipped)

    assert skipped.all == []


def test_a_survey_that_can_not_be_read_stops_nothing(audit, workshop, dixa):
    broken = workshop.ask(a_conversation())
    lost = a_conversation()
    an_hour_ago(workshop, workshop.answer(workshop.ask(lost), 4))
    dixa.forget_results(lost)
    workshop.redis.hset(keys.survey(broken.id), "closing", "{broken")
    skipped = Skipped()

    found = audit(repairing=False, skipped=skipped)

    assert kinds(found) == [Kind.MISSING_ANSWER]
    assert [each.conversation for each in skipped.all] == [broken.closing.conversation]


def test_what_happened_before_is_passed_over(audit, submitted, dixa):
    calls = len(dixa.calls("ratings"))

    audit(since=round(time() * 1000) + 1000)

    assert len(dixa.calls("ratings")) == calls


def test_a_conversation_in_which_nobody_was_asked_costs_no_call(audit, workshop, dixa):
    workshop.ask(a_conversation(agent=None))

    audit()

    assert dixa.calls() == []
