"""The backfill, on conversations that closed without our hearing of it."""

from contextlib import closing
from dataclasses import replace
from time import time

import pytest
from structlog.testing import capture_logs

from service.dixa.errors import OutcomeUnknown
from service.dixa.reconciling import reconciling_client
from service.lifecycle import keys
from service.lifecycle.quarantine import Quarantine
from service.lifecycle.states import State
from service.reconciliation.set_up import backfill_of
from service.reconciliation.skipped import MOST_IN_A_ROW, Skipped
from service.sandbox.conversations import a_conversation, agent
from service.sandbox.played_dixa import faults
from service.web.webhook.reception import receive

HOUR_MS = 3_600_000
NOTHING_WRONG = faults.stale(0)


@pytest.fixture
def backfill(workshop):
    """A function that takes in what was missed in the last day, and returns it."""
    settings, redis = workshop.settings, workshop.redis
    with closing(reconciling_client(settings, redis)) as dixa:
        backfill = backfill_of(settings, redis, dixa)

        def backfill_(*, hours=24, until=0, skipped=None):
            now = now_ms()
            run = backfill.run(since=now - hours * HOUR_MS, until=now - until, skipped=skipped)
            return list(run)

        yield backfill_


@pytest.fixture
def ours(dixa):
    """A subscription of ours, while nobody listens."""
    return dixa.subscribe("https://surveys.example.com/webhooks/dixa")


def now_ms():
    return round(time() * 1000)


def levels(logs):
    return [(line["event"], line["log_level"]) for line in logs]


def close_unheard(dixa, conversation, *, hours_ago=1):
    return dixa.close(conversation, at_ms=now_ms() - hours_ago * HOUR_MS)


def test_a_closing_that_nobody_told_of_is_taken_in_and_asked_about(workshop, dixa, backfill):
    conversation = a_conversation("WIDGET_CHAT", queue="Returns", tags=["vip"], name="Ada Sample")
    event = close_unheard(dixa, conversation)

    [taken_in] = backfill()
    workshop.work()

    assert (taken_in.told_by, taken_in.conversation) == ("activity log", str(conversation.csid))
    [survey] = workshop.surveys(conversation)
    assert survey.state is State.INVITED
    closing_ = survey.closing
    assert (closing_.channel, closing_.direction) == ("WIDGET_CHAT", "INBOUND")
    assert (closing_.queue_name, [tag.name for tag in closing_.tags]) == ("Returns", ["vip"])
    assert (closing_.customer.name, closing_.customer.email) == (
        "Ada Sample",
        conversation.requester.email,
    )
    assert (closing_.agent.id, closing_.closed_at) == (conversation.assignee.id, event.at_ms)
    assert len(dixa.offers(conversation)) == 1


def test_a_closing_whose_event_could_not_be_read_is_taken_in_and_asked_about(
    workshop, dixa, backfill
):
    conversation = a_conversation()
    event = close_unheard(dixa, conversation)
    body = event.body.replace(b'"csid"', b'"number"')
    receive(body, intake=workshop.intake, organization=None)

    [taken_in] = backfill()
    workshop.work()

    assert [each.event_id for each in Quarantine(workshop.redis).events()] == [event.id]
    assert (taken_in.told_by, taken_in.conversation) == ("activity log", str(conversation.csid))
    assert [survey.state for survey in workshop.surveys(conversation)] == [State.INVITED]


def test_a_closing_that_was_heard_of_is_nothing_new(workshop, dixa, backfill):
    workshop.ask(a_conversation())
    calls = len(dixa.calls())

    assert backfill() == []
    assert "conversation" not in {call.endpoint for call in dixa.calls()[calls:]}


def test_what_was_taken_in_is_not_taken_in_again(workshop, dixa, backfill):
    close_unheard(dixa, conversation := a_conversation())

    first, second = backfill(), backfill()
    workshop.work()

    assert (len(first), second) == (1, [])
    assert len(workshop.surveys(conversation)) == 1


def test_an_event_that_comes_after_all_changes_nothing(workshop, dixa, backfill):
    event = close_unheard(dixa, conversation := a_conversation())
    backfill()
    workshop.work()

    workshop.hear(event)
    workshop.work()

    assert len(workshop.surveys(conversation)) == 1
    assert len(dixa.offers(conversation)) == 1


def test_an_undelivered_event_is_taken_in_as_it_was_sent(workshop, dixa, backfill, ours):
    assigned = a_conversation(csid=4711, subject="Where is my parcel?")
    event = close_unheard(dixa, assigned)
    dixa.wait_until(dixa.ledger.deliveries)
    dixa.add(assigned.assigned_to(agent("Bo")))  # what happens later changes nothing

    [taken_in] = backfill()

    assert (taken_in.told_by, taken_in.event_id) == ("delivery log", event.id)
    [survey] = workshop.surveys(assigned)
    assert survey.closing.agent.id == assigned.assignee.id
    assert survey.closing.subject == "Where is my parcel?"


def test_an_undelivered_event_that_nobody_can_read_is_kept_and_warned_of_once(
    dixa, backfill, ours, redis
):
    close_unheard(dixa, a_conversation(csid=0))
    dixa.wait_until(dixa.ledger.deliveries)

    with capture_logs() as first:
        backfill()
    kept = redis.zrange(keys.QUARANTINE, 0, -1, withscores=True)
    with capture_logs() as second:
        backfill()

    assert ("webhook_quarantined", "warning") in levels(first)
    assert {level for _, level in levels(second)} == {"info"}
    assert redis.zrange(keys.QUARANTINE, 0, -1, withscores=True) == kept


def test_an_undelivered_reopening_is_taken_in_too(workshop, dixa, backfill, ours):
    conversation = a_conversation()
    workshop.close(conversation)
    dixa.reopen(conversation, at_ms=now_ms() - 60_000)
    dixa.wait_until(lambda: len(dixa.ledger.deliveries()) == 2)

    backfill()

    assert [survey.state for survey in workshop.surveys(conversation)] == [State.CANCELLED]


def test_subscriptions_of_others_are_not_read(workshop, dixa, backfill):
    dixa.subscribe("https://elsewhere.example.com/hook")
    dixa.close(a_conversation(), at_ms=now_ms() - HOUR_MS)
    dixa.wait_until(dixa.ledger.deliveries)

    backfill()

    assert dixa.calls("delivery_logs") == []


def test_without_an_administrators_token_the_activity_log_is_enough(dixa, backfill):
    dixa.faults.on("list_webhooks", faults.refusal(403, "Forbidden"))
    close_unheard(dixa, a_conversation())

    assert [taken_in.told_by for taken_in in backfill()] == ["activity log"]


def test_a_conversation_that_is_open_again_is_left_alone(workshop, dixa, backfill):
    close_unheard(dixa, conversation := a_conversation())
    dixa.add(conversation, state="Open")

    assert backfill() == []
    assert workshop.surveys(conversation) == []


def test_a_conversation_that_is_gone_stops_nothing_and_is_told(dixa, backfill):
    gone, other = a_conversation(), a_conversation()
    for conversation in (gone, other):
        close_unheard(dixa, conversation)
    dixa.faults.on("conversation", faults.refusal(404, "gone"), times=1)

    with capture_logs() as logs:
        [taken_in] = backfill()

    assert taken_in.conversation == str(other.csid)
    told = [line for line in logs if line["event"] == "conversation_not_looked_at"]
    assert [line["conversation"] for line in told] == [str(gone.csid)]


def test_a_conversation_whose_queue_is_gone_is_taken_in_and_asked_about(workshop, dixa, backfill):
    close_unheard(dixa, conversation := a_conversation(queue="Returns"))
    dixa.faults.on("queue", faults.refusal(404, "Queue not found"))

    backfill()
    workshop.work()

    [survey] = workshop.surveys(conversation)
    assert (survey.state, survey.closing.queue_name) == (State.INVITED, None)
    assert survey.closing.queue_id == conversation.queue.id


@pytest.mark.parametrize("endpoint", ["conversation", "tags", "end_user"])
def test_a_conversation_that_dixa_can_not_tell_about_stops_nothing(
    dixa, backfill, endpoint, cant_tell
):
    bad, good = a_conversation(), a_conversation()
    for conversation in (bad, good):
        close_unheard(dixa, conversation)
    dixa.faults.on(endpoint, cant_tell, times=1)
    dixa.faults.on(endpoint, NOTHING_WRONG, times=1)  # with the good one
    dixa.faults.on(endpoint, cant_tell, times=1)
    skipped = Skipped()

    [taken_in] = backfill(skipped=skipped)

    assert taken_in.conversation == str(good.csid)
    assert [each.conversation for each in skipped.all] == [str(bad.csid)]


def test_a_conversation_that_dixa_can_not_tell_about_at_first_is_taken_in_at_the_end(
    dixa, backfill
):
    at_first, good = a_conversation(), a_conversation()
    for conversation in (at_first, good):
        close_unheard(dixa, conversation)
    dixa.faults.on("conversation", faults.server_error(500, committed=False), times=1)
    skipped = Skipped()

    taken_in = backfill(skipped=skipped)

    assert [each.conversation for each in taken_in] == [str(good.csid), str(at_first.csid)]
    assert skipped.all == []


def test_when_dixa_can_tell_about_none_of_several_the_backfill_stops(workshop, dixa, backfill):
    for _ in range(MOST_IN_A_ROW + 1):
        close_unheard(dixa, last := a_conversation())
    dixa.faults.on("conversation", faults.server_error(500, committed=False), times=MOST_IN_A_ROW)

    with pytest.raises(OutcomeUnknown):
        backfill()

    assert workshop.surveys(last) == []


@pytest.mark.parametrize("endpoint", ["list_webhooks", "delivery_logs"])
def test_a_delivery_log_that_nobody_can_read_stops_nothing(dixa, backfill, ours, endpoint):
    close_unheard(dixa, a_conversation())
    dixa.faults.on(endpoint, faults.malformed())

    assert [taken_in.told_by for taken_in in backfill()] == ["activity log"]


@pytest.mark.parametrize("endpoint", ["list_webhooks", "delivery_logs"])
def test_a_delivery_log_that_does_not_come_has_still_to_be_read_once_all_else_is_done(
    workshop, dixa, backfill, ours, endpoint
):
    close_unheard(dixa, conversation := a_conversation())
    dixa.faults.on(endpoint, faults.server_error(500, committed=False), times=1)

    with pytest.raises(OutcomeUnknown):
        backfill()

    assert len(workshop.surveys(conversation)) == 1


@pytest.mark.parametrize("tells", ["everything", "no direction", "neither direction nor state"])
def test_of_anonymised_conversations_nobody_is_asked_and_the_rest_goes_on(
    workshop, dixa, backfill, tells
):
    dixa.behaviour = replace(dixa.behaviour, anonymized_tells=tells)
    gone, other = a_conversation(anonymized=True), a_conversation()
    for conversation in (gone, other):
        close_unheard(dixa, conversation)
    skipped = Skipped()

    backfill(skipped=skipped)
    workshop.work()

    assert (dixa.offers(gone), skipped.all) == ([], [])
    assert [survey.state for survey in workshop.surveys(other)] == [State.INVITED]


@pytest.mark.parametrize(("directions", "reason"), [(("INBOUND",), "no rule"), ((), "no agent")])
def test_a_direction_that_dixa_does_not_tell_is_none_that_a_survey_asks_about(
    open_workshop, dixa, backfill, directions, reason
):
    workshop = open_workshop(directions=directions)
    dixa.behaviour = replace(dixa.behaviour, anonymized_tells="no direction")
    close_unheard(dixa, conversation := a_conversation(anonymized=True))

    backfill()
    workshop.work()

    [survey] = workshop.surveys(conversation)
    assert (survey.closing.direction, survey.reason) == ("UNKNOWN", reason)


def test_a_conversation_of_which_dixa_does_not_say_that_it_is_closed_is_left_alone(
    workshop, dixa, backfill
):
    dixa.behaviour = replace(dixa.behaviour, anonymized_tells="neither direction nor state")
    close_unheard(dixa, conversation := a_conversation(anonymized=True))

    with capture_logs() as logs:
        assert backfill() == []

    assert workshop.surveys(conversation) == []
    left_alone = [line for line in logs if line["event"] == "missed_closing_left_alone"]
    assert [line["conversation"] for line in left_alone] == [str(conversation.csid)]


def test_a_colleague_is_not_asked(workshop, dixa, backfill):
    close_unheard(dixa, conversation := a_conversation(requester_type="Member"))

    backfill()
    workshop.work()

    [survey] = workshop.surveys(conversation)
    assert (survey.state, survey.reason) == (State.SUPPRESSED, "internal")


def test_of_several_closings_that_were_missed_the_latest_counts(workshop, dixa, backfill):
    conversation = a_conversation(agent=None)
    close_unheard(dixa, conversation, hours_ago=3)
    later = close_unheard(dixa, conversation.assigned_to(agent("Bo")), hours_ago=2)

    assert len(backfill()) == 1
    [survey] = workshop.surveys(conversation)
    assert survey.closing.closed_at == later.at_ms


def test_what_may_still_be_on_its_way_is_left_to_come(dixa, backfill):
    close_unheard(dixa, a_conversation())

    assert backfill(until=2 * HOUR_MS) == []


def test_what_closed_before_is_left_alone(dixa, backfill):
    close_unheard(dixa, a_conversation(), hours_ago=30)

    assert backfill() == []


def test_every_page_of_the_log_is_read(dixa, backfill, monkeypatch):
    monkeypatch.setattr("service.dixa.reconciling._PAGE", 2)
    for _ in range(5):
        close_unheard(dixa, a_conversation(agent=None))

    assert len(backfill()) == 5
    assert len(dixa.calls("activity_log")) == 3


def test_times_that_name_their_zone_twice_are_understood(workshop, dixa, backfill):
    dixa.behaviour = replace(dixa.behaviour, zoned_timestamps=True)
    event = close_unheard(dixa, conversation := a_conversation())

    backfill()

    assert workshop.surveys(conversation)[0].closing.closed_at == event.at_ms


def test_times_without_seconds_are_understood(workshop, dixa, backfill):
    dixa.behaviour = replace(dixa.behaviour, zoned_timestamps=True)
    a_whole_minute = (now_ms() - HOUR_MS) // 60_000 * 60_000
    dixa.close(conversation := a_conversation(), at_ms=a_whole_minute)

    backfill()

    assert workshop.surveys(conversation)[0].closing.closed_at == a_whole_minute


def test_a_time_that_can_not_be_read_stops_nothing(dixa, backfill):
    bad, good = a_conversation(), a_conversation()
    for conversation in (bad, good):
        close_unheard(dixa, conversation)
    dixa.retell(bad, told_at="the day before yesterday")
    skipped = Skipped()

    [taken_in] = backfill(skipped=skipped)

    assert taken_in.conversation == str(good.csid)
    assert [each.conversation for each in skipped.all] == [str(bad.csid)]


def test_when_dixa_does_not_answer_the_backfill_stops(dixa, backfill):
    close_unheard(dixa, a_conversation())
    dixa.faults.on("activity_log", faults.server_error(503, committed=False))

    with pytest.raises(OutcomeUnknown):
        backfill()
