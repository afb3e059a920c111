import pytest

from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import Behaviour, faults


@pytest.fixture
def conversation(dixa):
    return dixa.add(a_conversation("WIDGET_CHAT"))


def test_nothing_offered_nothing_listed(api, conversation):
    assert api.ratings(conversation) == []


def test_an_unanswered_offer_is_listed_as_offered(api, conversation):
    rating = api.offer(conversation).data["id"]

    assert api.ratings(conversation) == [
        {
            "id": rating,
            "ratingType": "Csat",
            "conversationChannel": "WidgetChat",
            "agentId": conversation.assignee.id,
            "userId": conversation.requester.id,
            "ratingStatus": "Offered",
            "timestamps": {},
        }
    ]


def test_or_an_unanswered_offer_is_not_listed(api, dixa, conversation):
    dixa.behaviour = Behaviour(unanswered_offers_listed=False, rate_limited=False)
    rating = api.offer(conversation).data["id"]
    before = api.ratings(conversation)

    api.submit(conversation, rating, 4)

    assert before == []
    assert [each["ratingStatus"] for each in api.ratings(conversation)] == ["Rated"]


@pytest.mark.parametrize(
    ("offered", "listed"),
    [("Csat", "CSAT"), ("Nps", "NPS"), ("ThumbsUpOrDown", "THUMBS_UP_OR_DOWN")],
)
def test_or_rating_types_are_listed_in_capitals(api, dixa, conversation, offered, listed):
    dixa.behaviour = Behaviour(listed_types="capitals", rate_limited=False)
    api.offer(conversation, ratingType=offered)

    assert [each["ratingType"] for each in api.ratings(conversation)] == [listed]


def test_an_answered_offer_is_listed_as_rated_with_no_time_but_that_one(api, conversation):
    rating = api.offer(conversation).data["id"]
    api.submit(conversation, rating, 4, comment="Tak")

    (listed,) = api.ratings(conversation)

    assert (listed["ratingStatus"], listed["ratingScore"]) == ("Rated", 4)
    assert listed["ratingComment"] == "Tak"
    assert list(listed["timestamps"]) == ["rated_at"]


def test_the_worst_score_is_listed_like_any_other(api, conversation):
    rating = api.offer(conversation, ratingType="ThumbsUpOrDown").data["id"]
    api.submit(conversation, rating, 0, kind="ThumbsUpOrDown")

    (listed,) = api.ratings(conversation)

    assert listed["ratingScore"] == 0


def test_the_questions_of_a_native_survey_share_one_id(api, dixa, conversation):
    dixa.survey_natively(conversation, "Csat", "Nps")

    first, second = api.ratings(conversation)

    assert first["id"] == second["id"]
    assert [first["ratingType"], second["ratingType"]] == ["Csat", "Nps"]
    assert first["ratingStatus"] == "Scheduled"


def test_a_chosen_score_alone_makes_no_rating(api, dixa, conversation):
    dixa.survey_natively(conversation, "Csat", status="Offered", score=5)

    (listed,) = api.ratings(conversation)

    assert (listed["ratingStatus"], listed["ratingScore"]) == ("Offered", 5)
    assert "rated_at" not in listed["timestamps"]


def test_a_native_survey_is_listed_even_where_unanswered_offers_are_not(api, dixa, conversation):
    dixa.behaviour = Behaviour(unanswered_offers_listed=False, rate_limited=False)
    dixa.survey_natively(conversation, "Csat", status="Offered")

    assert len(api.ratings(conversation)) == 1


def test_a_stale_list_does_not_know_what_has_just_happened(api, dixa, conversation):
    api.offer(conversation)
    dixa.faults.on("ratings", faults.stale(3600), times=1)

    stale, fresh = api.ratings(conversation), api.ratings(conversation)

    assert (len(stale), len(fresh)) == (0, 1)


def test_a_conversation_that_does_not_exist_is_not_found(api):
    answer = api.get("/conversations/1/ratings")

    assert answer.status == 404
    assert answer.body == {"message": "The requested resource could not be found"}


def test_the_stage_knows_the_ratings_whatever_the_api_lists(api, dixa, conversation):
    dixa.behaviour = Behaviour(unanswered_offers_listed=False, rate_limited=False)
    api.offer(conversation)

    assert [rating["ratingStatus"] for rating in dixa.ratings(conversation)] == ["Offered"]
