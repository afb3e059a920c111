import re

import pytest

from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import Behaviour

UNDECODABLE = (400, {"message": "Decoding failure in request"})
INVALID = (400, {"message": "Invalid value in request"})


@pytest.fixture
def conversation(dixa):
    return dixa.add(a_conversation())


@pytest.mark.parametrize("rating_type", ["Csat", "Nps", "ThumbsUpOrDown"])
def test_an_offer_is_answered_with_its_id_and_what_was_sent(api, conversation, rating_type):
    answer = api.offer(conversation, ratingType=rating_type, offeredAt="2026-11-23T10:00:00Z")

    assert answer.status == 201
    assert answer.data.pop("id")
    assert answer.data == {
        "userId": conversation.requester.id,
        "agentId": conversation.assignee.id,
        "ratingType": rating_type,
        "offeredAt": "2026-11-23T10:00:00Z",
    }


def test_an_offer_without_a_time_is_made_now(api, conversation):
    answer = api.offer(conversation)

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", answer.data["offeredAt"])


@pytest.mark.parametrize(
    "changes",
    [
        {"userId": ...},
        {"agentId": ...},
        {"ratingType": ...},
        {"userId": "ada"},
        {"userId": 7},
        {"agentId": None},
        {"ratingType": "CSAT"},
        {"ratingType": "Stars"},
        {"offeredAt": "yesterday"},
        {"offeredAt": 1790000000},
        {"agent_id": "a typing mistake"},
    ],
)
def test_a_body_of_another_shape_is_refused_and_offers_nothing(api, dixa, conversation, changes):
    answer = api.offer(conversation, **changes)

    assert (answer.status, answer.body) == UNDECODABLE
    assert dixa.offers(conversation) == []


@pytest.mark.parametrize("body", ["", "{", "[]", '"text"', "null"])
def test_what_is_not_a_json_object_is_refused(api, conversation, body):
    answer = api.post(f"/conversations/{conversation.csid}/ratings/offer", body)

    assert (answer.status, answer.body) == UNDECODABLE


@pytest.mark.parametrize(("version", "status"), [("/beta", 404), ("/v1", 400)])
def test_a_conversation_that_does_not_exist_is_not_found_in_the_beta_only(api, version, status):
    assert api.offer(a_conversation(), version=version).status == status


def test_a_number_that_is_none_is_an_invalid_value(api):
    answer = api.post("/conversations/abc/ratings/offer", {})

    assert (answer.status, answer.body) == INVALID


def test_a_second_offer_gets_an_id_of_its_own(api, dixa, conversation):
    first, second = api.offer(conversation), api.offer(conversation)

    assert first.data["id"] != second.data["id"]
    assert len(dixa.offers(conversation)) == 2


def test_or_a_second_offer_is_refused(api, dixa, conversation):
    dixa.behaviour = Behaviour(second_offer="refused", rate_limited=False)
    api.offer(conversation)

    second = api.offer(conversation)

    assert (second.status, second.body) == INVALID
    assert len(dixa.offers(conversation)) == 1


def test_a_native_survey_does_not_count_as_an_offer(api, dixa, conversation):
    dixa.behaviour = Behaviour(second_offer="refused", rate_limited=False)
    dixa.survey_natively(conversation, "Csat")

    assert api.offer(conversation).status == 201


@pytest.mark.parametrize(("version", "status"), [("/beta", 201), ("/v1", 400)])
def test_the_newest_beta_knows_the_participants_itself(api, dixa, conversation, version, status):
    dixa.behaviour = Behaviour(participants_optional=True, rate_limited=False)

    answer = api.offer(conversation, userId=..., agentId=..., version=version)

    assert answer.status == status
    if status == 201:
        people = (answer.data["userId"], answer.data["agentId"])
        assert people == (conversation.requester.id, conversation.assignee.id)


def test_the_newest_beta_cannot_guess_an_agent_where_there_is_none(api, dixa):
    dixa.behaviour = Behaviour(participants_optional=True, rate_limited=False)
    conversation = dixa.add(a_conversation(agent=None))
    path = f"/conversations/{conversation.csid}/ratings/offer"

    assert api.post(path, {"ratingType": "Csat"}).status == 400


def test_times_can_come_with_the_zone_twice(api, dixa, conversation):
    dixa.behaviour = Behaviour(zoned_timestamps=True, rate_limited=False)

    assert api.offer(conversation).data["offeredAt"].endswith("Z[GMT]")
