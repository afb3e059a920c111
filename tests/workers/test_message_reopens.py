"""A Dixa in which our message opens the closed conversation again, heard of through the real web.

The conversation then closes once more. Were that a closing like any other, asking would be
answered with a closing to ask about, without end.
"""

from dataclasses import replace
from datetime import timedelta
from threading import Thread
from time import sleep

import pytest
from werkzeug.serving import make_server

from service.lifecycle import keys
from service.lifecycle.history import histories_of
from service.lifecycle.states import State
from service.sandbox.conversations import ORGANIZATION, a_conversation
from service.sandbox.played_dixa import faults
from service.web.app import create_app
from service.web.dependencies import build_dependencies

SECRET = bytes.fromhex("00ff")
EVENTS = ("ConversationClosed", "ConversationOpen", "ConversationRated")


@pytest.fixture
def heard(settings, dixa):
    """Events of Dixa's reach the service over its webhook, wherever they come from."""
    app = create_app(settings, build_dependencies(settings))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.port}/webhooks/dixa"
    dixa.subscribe(url, secret=SECRET, events=EVENTS)
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def wait_for_events(dixa, count):
    dixa.wait_until(lambda: len(dixa.ledger.deliveries()) == count)
    assert {delivery.status for delivery in dixa.ledger.deliveries()} == {202}


@pytest.mark.parametrize("cooldown", [timedelta(days=30), timedelta(0)])
def test_a_message_that_reopens_the_conversation_is_followed_by_no_other(
    open_workshop, dixa, heard, cooldown
):
    workshop = open_workshop(deliver=("message",), cooldown=cooldown)
    dixa.behaviour = replace(dixa.behaviour, message_reopens=True, closes_again_after=0.05)
    conversation = a_conversation("WIDGET_CHAT")
    dixa.close(conversation)
    wait_for_events(dixa, 1)

    workshop.work()
    wait_for_events(dixa, 3)  # closed, opened by our message, closed again
    workshop.work()

    [survey] = workshop.surveys(conversation)
    assert survey.state is State.INVITED
    assert len(dixa.messages(conversation)) == 1
    [history] = histories_of(workshop.tools.redis, str(conversation.csid))
    assert [opening.is_echo for opening in history.openings] == [True]


@pytest.fixture
def chat():
    return a_conversation("WIDGET_CHAT")


@pytest.fixture
def by_message(open_workshop):
    """A workshop that brings links by message, and asks again however soon."""
    return open_workshop(deliver=("message",), cooldown=timedelta(0))


def known_of(redis, conversation):
    """Everything that is kept of a conversation itself."""
    key = keys.conversation(ORGANIZATION.id, str(conversation.csid))
    return redis.hgetall(keys.conversation_hash(key))


def messaged(redis, conversation):
    """When the first post of the latest message was made, in milliseconds, or None."""
    found = known_of(redis, conversation).get("messaged_since")
    return found and int(found)


def test_a_message_that_had_to_be_posted_twice_is_followed_by_no_other_either(
    by_message, dixa, redis, chat
):
    dixa.faults.on("message", faults.reply_lost(committed=True), times=1)
    survey = by_message.ask(chat)
    first = messaged(redis, chat)
    sleep(1.1)  # the second post comes more than a second after what the first one has caused

    by_message.look(survey)
    by_message.hear(dixa.reopen(chat, at_ms=first + 50))
    by_message.hear(dixa.close(chat, at_ms=first + 100))
    by_message.work()

    assert [each.state for each in by_message.surveys(chat)] == [State.INVITED]
    assert len(dixa.messages(chat)) == 1


@pytest.mark.parametrize(
    "fault", [faults.too_many_requests(), faults.refusal(400, "No messages here")]
)
def test_a_message_that_was_certainly_not_posted_has_no_effects(
    by_message, dixa, redis, chat, fault
):
    dixa.faults.on("message", fault, times=1)

    survey = by_message.ask(chat)

    assert (survey.invited_at, messaged(redis, chat)) == (None, None)


def test_a_post_that_was_certainly_not_made_changes_nothing_about_one_that_may_have_been(
    by_message, dixa, redis, chat
):
    dixa.faults.on("message", faults.reply_lost(committed=False), times=1)
    survey = by_message.ask(chat)
    before = known_of(redis, chat)
    dixa.faults.on("message", faults.too_many_requests(), times=1)
    sleep(0.01)

    by_message.look(survey)

    assert known_of(redis, chat) == before
    assert before["messaged_at"]


def test_a_reminder_has_effects_of_its_own(open_workshop, dixa, redis):
    workshop = open_workshop(
        deliver=("message",), cooldown=timedelta(0), reminder=timedelta(days=3)
    )
    survey = workshop.ask(conversation := a_conversation("WIDGET_CHAT"))
    first = messaged(redis, conversation)

    redis.hset(keys.survey(survey.id), "remind_at", 1)
    workshop.look(survey)

    assert len(dixa.messages(conversation)) == 2
    assert messaged(redis, conversation) > first


def test_where_messages_do_not_reopen_a_real_reopening_still_counts(open_workshop, dixa, heard):
    workshop = open_workshop(deliver=("email",), cooldown=timedelta(0))
    conversation = a_conversation()
    dixa.close(conversation)
    wait_for_events(dixa, 1)
    workshop.work()

    dixa.reopen(conversation)
    wait_for_events(dixa, 2)
    dixa.close(conversation)
    wait_for_events(dixa, 3)
    workshop.work()

    assert [each.cycle for each in workshop.surveys(conversation)] == [1, 2]


def test_a_rating_that_comes_back_as_an_event_changes_nothing(workshop, dixa, heard):
    conversation = a_conversation()
    dixa.close(conversation)
    wait_for_events(dixa, 1)
    workshop.work()
    [survey] = workshop.surveys(conversation)

    survey = workshop.answer(survey, 5, "Thanks")

    wait_for_events(dixa, 3)  # one about the score, one about the comment
    workshop.work()
    assert workshop.surveys(conversation) == [survey]
