"""The link as a message in the conversation, posted to a played Dixa."""

from dataclasses import replace

import pytest

from service.delivery.errors import Undeliverable
from service.delivery.invitation import Purpose
from service.delivery.message import MessageDelivery
from service.dixa.channels import CHANNELS
from service.dixa.client import DixaClient
from service.dixa.errors import GateShut, NotSent, OutcomeUnknown
from service.dixa.gate import Gate
from service.dixa.wire import Wire
from service.lifecycle.record import Person
from service.sandbox.conversations import AGENTS, a_conversation
from service.sandbox.played_dixa import faults

LINK = "https://surveys.example.com/s/token"


@pytest.fixture
def delivery(dixa, redis):
    wire = Wire(url=dixa.url, token=dixa.token, timeout_seconds=5)
    client = DixaClient(wire, Gate(redis, rate=10_000, burst=10_000), stale_after_seconds=60)
    yield MessageDelivery(client)
    client.close()


def chat(dixa, channel="WIDGET_CHAT"):
    return dixa.add(a_conversation(channel, csid=77))


def test_the_message_asks_in_the_agents_name_and_carries_the_link(delivery, dixa, closing, invite):
    conversation = chat(dixa)

    delivery.deliver(invite(channel="WIDGET_CHAT"))

    [call] = dixa.messages(conversation)
    assert call.body == {
        "_type": "Outbound",
        "agentId": closing.agent.id,
        "content": {
            "_type": "Text",
            "value": f"How was the help you got from Agnes?\n{LINK}",
        },
        "externalId": "rating-survey-survey-1",
    }


def test_on_whatsapp_the_message_is_markdown_that_leaves_the_link_alone(delivery, dixa, invite):
    conversation = chat(dixa, "WHATS_APP")

    delivery.deliver(invite(channel="WHATS_APP", url=f"{LINK}/_a_-b"))

    [call] = dixa.messages(conversation)
    assert call.body["content"] == {
        "_type": "Markdown",
        "value": f"How was the help you got from Agnes?\n\n<{LINK}/_a_-b>",
    }


def test_on_whatsapp_a_name_is_a_name_and_no_markup(delivery, dixa, invite):
    conversation = chat(dixa, "WHATS_APP")
    agnes = Person(id=AGENTS[0].id, name="*[Agnes](https://example.com)*")

    delivery.deliver(invite(channel="WHATS_APP", agent=agnes))

    [call] = dixa.messages(conversation)
    asked, _, _ = call.body["content"]["value"].partition("\n")
    assert asked == r"How was the help you got from \*\[Agnes\](<https://example.com>)\*?"


def test_delivered_again_it_is_there_once(delivery, dixa, invite):
    conversation = chat(dixa)

    for _ in range(3):
        delivery.deliver(invite(channel="WIDGET_CHAT"))

    assert len(dixa.messages(conversation)) == 1


def test_the_messages_of_two_surveys_are_two(delivery, dixa, invite):
    conversation = chat(dixa)

    for survey_id in ("survey-1", "survey-2"):
        delivery.deliver(invite(channel="WIDGET_CHAT", survey_id=survey_id))

    assert len(dixa.messages(conversation)) == 2


def test_the_reminder_is_a_message_of_its_own_and_is_posted_once(delivery, dixa, invite):
    conversation = chat(dixa)
    delivery.deliver(invite(channel="WIDGET_CHAT"))

    for _ in range(2):
        delivery.deliver(invite(channel="WIDGET_CHAT", purpose=Purpose.REMINDER))

    assert len(dixa.messages(conversation)) == 2


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channel_is_reached_if_dixa_takes_messages_for_it(delivery, dixa, closing, channel):
    can_reach = delivery.can_reach(replace(closing, channel=channel))

    assert can_reach is CHANNELS[channel].takes_messages


@pytest.mark.parametrize("channel", ["TELEPATHY", "", "email"])
def test_a_channel_nobody_has_heard_of_is_not_counted_on(delivery, closing, channel):
    assert delivery.can_reach(replace(closing, channel=channel)) is False


def test_without_an_agent_there_is_nobody_to_write(delivery, closing, invite):
    assert delivery.can_reach(replace(closing, agent=None)) is False
    with pytest.raises(Undeliverable):
        delivery.deliver(invite(agent=None))


def test_a_channel_that_dixa_does_not_post_to_is_undeliverable(delivery, dixa, invite):
    chat(dixa, "TWITTER")

    with pytest.raises(Undeliverable, match="400 Unsupported ConversationChannel"):
        delivery.deliver(invite(channel="TWITTER"))


@pytest.mark.parametrize("status", [403, 404])
def test_a_refused_message_is_undeliverable(delivery, dixa, invite, status):
    dixa.faults.on("message", faults.refusal(status, "No"))

    with pytest.raises(Undeliverable, match=f"{status} No"):
        delivery.deliver(invite())


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faults.reply_lost(committed=True), OutcomeUnknown),
        (faults.server_error(503, committed=False), OutcomeUnknown),
        (faults.malformed(), OutcomeUnknown),
        (faults.too_many_requests(), GateShut),
    ],
)
def test_what_can_pass_by_itself_is_left_to_be_done_again(delivery, dixa, invite, fault, error):
    conversation = chat(dixa)
    dixa.faults.on("message", fault, times=1)

    with pytest.raises(error):
        delivery.deliver(invite())
    dixa.faults.clear()

    assert len(dixa.messages(conversation)) <= 1


def test_while_dixa_is_away_nothing_was_posted(delivery, dixa, invite):
    with dixa.refusing(), pytest.raises(NotSent):
        delivery.deliver(invite())
