import pytest

from service.sandbox.conversations import ORGANIZATION, a_conversation
from service.sandbox.played_dixa import Behaviour


def test_a_conversation_is_told_as_the_api_tells_it(api, dixa):
    conversation = dixa.add(a_conversation("WIDGET_CHAT", language="da"))

    told = api.get(f"/conversations/{conversation.csid}").data

    assert told == {
        "id": conversation.csid,
        "requesterId": conversation.requester.id,
        "channel": "WidgetChat",
        "createdAt": conversation.created_at,
        "direction": "Inbound",
        "state": "Closed",
        "stateUpdatedAt": conversation.created_at,
        "assignment": {
            "agentId": conversation.assignee.id,
            "assignedAt": conversation.created_at,
        },
        "queue": {"id": conversation.queue.id, "queuedAt": conversation.created_at},
        "language": "da",
        "_type": "ChatConversation",
    }


def test_what_dixa_does_not_know_is_left_out(api, dixa):
    conversation = dixa.add(a_conversation(agent=None, queue=None))

    told = api.get(f"/conversations/{conversation.csid}").data

    assert not {"assignment", "queue", "language", "link"} & set(told)


def test_the_language_is_told_on_some_channels_only(api, dixa):
    conversation = dixa.add(a_conversation("SMS", language="da"))

    assert "language" not in api.get(f"/conversations/{conversation.csid}").data


def test_the_state_follows_closing_and_reopening(api, dixa):
    conversation = dixa.add(a_conversation(), state="Open")
    path = f"/conversations/{conversation.csid}"

    states = [api.get(path).data["state"]]
    dixa.close(conversation)
    states.append(api.get(path).data["state"])
    dixa.reopen(conversation)
    states.append(api.get(path).data["state"])

    assert states == ["Open", "Closed", "Open"]


@pytest.mark.parametrize("link", ["EmailForward", "FollowUp", "SideConversation"])
def test_a_linked_conversation_says_how(api, dixa, link):
    conversation = dixa.add(a_conversation(link=link))

    assert api.get(f"/conversations/{conversation.csid}").data["link"]["_type"] == link


def test_an_anonymised_conversation_is_of_another_kind(api, dixa):
    conversation = dixa.add(a_conversation(anonymized=True))

    told = api.get(f"/conversations/{conversation.csid}").data

    assert told["_type"] == "AnonymizedConversation"
    assert "assignment" not in told


@pytest.mark.parametrize(
    ("tells", "left_out"),
    [
        ("everything", set()),
        ("no direction", {"direction"}),
        ("neither direction nor state", {"direction", "state"}),
    ],
)
def test_of_an_anonymised_conversation_less_may_be_told(api, dixa, tells, left_out):
    dixa.behaviour = Behaviour(anonymized_tells=tells, rate_limited=False)
    conversation = dixa.add(a_conversation(anonymized=True))

    told = api.get(f"/conversations/{conversation.csid}").data

    assert {"direction", "state"} - set(told) == left_out


def test_an_end_user_is_told_with_the_names_apart(api, dixa):
    conversation = dixa.add(a_conversation(name="Ada Sample", email="ada@example.com"))

    told = api.get(f"/endusers/{conversation.requester.id}").data

    assert (told["displayName"], told["firstName"], told["lastName"]) == (
        "Ada Sample",
        "Ada",
        "Sample",
    )
    assert (told["email"], told["additionalEmails"]) == ("ada@example.com", [])


def test_an_end_user_without_an_address_has_none(api, dixa):
    conversation = dixa.add(a_conversation("FACEBOOK_MESSENGER"))

    assert "email" not in api.get(f"/endusers/{conversation.requester.id}").data


def test_the_organisation_is_told(api):
    assert api.get("/organization").data == {
        "id": ORGANIZATION.id,
        "name": "Example Ltd",
        "subdomain": "example",
        "status": "Active",
    }


@pytest.mark.parametrize("path", ["/conversations/1", "/endusers/nobody"])
def test_what_does_not_exist_is_not_found(api, path):
    answer = api.get(path)

    assert answer.status == 404
    assert answer.body == {"message": "The requested resource could not be found"}
