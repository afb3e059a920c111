import json
from dataclasses import asdict

import pytest

from service.dixa.channels import CHANNELS, channel
from service.sandbox.conversations import AGENTS, Conversation, User, a_conversation


def test_each_has_a_number_and_a_customer_of_its_own():
    one, other = a_conversation(), a_conversation()

    assert one.csid != other.csid
    assert one.requester.id != other.requester.id


def test_what_is_left_out_is_as_it_usually_is_on_the_channel():
    mail, facebook = a_conversation("EMAIL"), a_conversation("FACEBOOK_MESSENGER")

    assert (mail.requester.email, mail.subject) == (
        f"customer-{mail.csid}@example.com",
        f"Question {mail.csid}",
    )
    assert (facebook.requester.email, facebook.subject) == (None, None)


def test_every_trait_can_be_chosen():
    chosen = a_conversation(
        "WIDGET_CHAT",
        csid=7,
        direction="OUTBOUND",
        agent=AGENTS[1],
        requester_type="Member",
        name=None,
        email="ada@example.test",
        queue="Returns",
        tags=["vip", "spam"],
        subject="Hello",
        contact_point=None,
    )

    assert (chosen.csid, chosen.channel, chosen.direction) == (7, "WIDGET_CHAT", "OUTBOUND")
    assert chosen.assignee.name == "Bo Agent"
    assert (chosen.requester.name, chosen.requester.email) == (None, "ada@example.test")
    assert chosen.requester.user_type == "Member"
    assert (chosen.queue.name, chosen.subject, chosen.contact_point) == ("Returns", "Hello", None)
    assert [tag.name for tag in chosen.tags] == ["vip", "spam"]


def test_a_customer_can_write_twice():
    ada = User(id="ada", name="Ada", email="ada@example.com")

    first, second = a_conversation(requester=ada), a_conversation(requester=ada)

    assert first.requester == second.requester == ada


def test_the_same_names_have_the_same_ids():
    one, other = (
        a_conversation(queue="Returns", tags=["vip"]),
        a_conversation(queue="Returns", tags=["vip"]),
    )

    assert (one.queue, one.tags) == (other.queue, other.tags)


def test_nobody_need_have_handled_it():
    assert a_conversation(agent=None, queue=None).assignee is None


def test_it_can_pass_into_other_hands():
    handed_over = a_conversation(csid=7, agent=None).assigned_to(AGENTS[2])

    assert (handed_over.csid, handed_over.assignee) == (7, AGENTS[2])


@pytest.mark.parametrize(
    "conversation", [a_conversation(tags=["vip"]), a_conversation(agent=None, queue=None)]
)
def test_it_survives_json(conversation):
    read = Conversation.from_json(json.loads(json.dumps(asdict(conversation))))

    assert read == conversation


@pytest.mark.parametrize("name", CHANNELS)
def test_every_address_is_an_invented_one(name):
    conversation = a_conversation(name)

    addresses = [conversation.requester.email, conversation.assignee.email]
    assert all(address.endswith("example.com") for address in addresses if address)


def test_an_unknown_channel_can_do_nothing_special():
    unknown = channel("CARRIER_PIGEON")

    assert (unknown.api_name, unknown.takes_messages) == ("CarrierPigeon", False)
