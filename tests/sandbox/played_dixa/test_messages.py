import pytest

from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import Behaviour

WORKS = ["EMAIL", "CONTACT_FORM", "WIDGET_CHAT", "MESSENGER", "SMS"]
DOES_NOT = ["FACEBOOK_MESSENGER", "TWITTER", "PSTN_PHONE", "CALLBACK", "VOICEMAIL", "NEW_CHANNEL"]


@pytest.mark.parametrize("channel", WORKS)
def test_a_message_is_added(api, dixa, channel):
    conversation = dixa.add(a_conversation(channel))

    answer = api.message(conversation, externalId="survey-1")

    assert answer.status == 200
    assert answer.data.pop("messageId")
    assert answer.data.pop("createdAt")
    assert answer.data == {
        "content": {"value": "How was it?", "_type": "Text"},
        "direction": "Outbound",
        "authorId": conversation.assignee.id,
        "externalId": "survey-1",
    }
    assert len(dixa.messages(conversation)) == 1


@pytest.mark.parametrize("channel", DOES_NOT)
def test_some_channels_take_no_messages(api, dixa, channel):
    conversation = dixa.add(a_conversation(channel))

    answer = api.message(conversation)

    assert (answer.status, answer.body) == (400, {"message": "Unsupported ConversationChannel"})
    assert dixa.messages(conversation) == []


@pytest.mark.parametrize(("kind", "status"), [("Text", 400), ("Html", 400), ("Markdown", 200)])
def test_whatsapp_takes_nothing_but_markdown(api, dixa, kind, status):
    conversation = dixa.add(a_conversation("WHATS_APP"))

    assert api.message(conversation, kind=kind).status == status


def test_an_external_id_is_taken_once(api, dixa):
    conversation = dixa.add(a_conversation())
    api.message(conversation, externalId="survey-1")

    again = api.message(conversation, externalId="survey-1")

    assert (again.status, again.body) == (400, {"message": "Duplicate externalId"})
    assert len(dixa.messages(conversation)) == 1


def test_messages_without_an_external_id_repeat_freely(api, dixa):
    conversation = dixa.add(a_conversation())

    statuses = [api.message(conversation).status for _ in range(2)]

    assert statuses == [200, 200]


@pytest.mark.parametrize(
    "changes",
    [{"_type": "Inbound"}, {"agentId": "agnes"}, {"content": "text"}, {"externalID": "a slip"}],
)
def test_a_body_of_another_shape_is_refused(api, dixa, changes):
    conversation = dixa.add(a_conversation())

    answer = api.message(conversation, **changes)

    assert (answer.status, answer.body) == (400, {"message": "Decoding failure in request"})


def test_a_message_leaves_a_closed_conversation_closed(api, dixa, receiver):
    dixa.subscribe(receiver.url)
    conversation = a_conversation()
    dixa.close(conversation)
    receiver.next()

    api.message(conversation)

    assert api.get(f"/conversations/{conversation.csid}").data["state"] == "Closed"


def test_or_a_message_reopens_it_and_dixa_tells_so_and_that_it_closed_again(api, dixa, receiver):
    dixa.behaviour = Behaviour(message_reopens=True, closes_again_after=0.1, rate_limited=False)
    dixa.subscribe(receiver.url)
    conversation = a_conversation()
    dixa.close(conversation)
    receiver.next()

    api.message(conversation)

    told = {event["event_timestamp"]: event["event_fqn"] for event in _next(receiver, 2)}
    assert [told[at] for at in sorted(told)] == ["CONVERSATION_OPEN", "CONVERSATION_CLOSED"]


def test_a_message_to_an_open_conversation_reopens_nothing(api, dixa):
    dixa.behaviour = Behaviour(message_reopens=True, closes_again_after=0, rate_limited=False)
    conversation = dixa.add(a_conversation(), state="Open")

    api.message(conversation)

    assert api.get(f"/conversations/{conversation.csid}").data["state"] == "Open"


def _next(receiver, count):
    return [receiver.next().event for _ in range(count)]
