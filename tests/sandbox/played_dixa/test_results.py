import pytest

from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import Behaviour

INVALID = (400, {"message": "Invalid value in request"})


@pytest.fixture
def conversation(dixa):
    return dixa.add(a_conversation())


@pytest.fixture
def rating(api, conversation):
    return api.offer(conversation).data["id"]


@pytest.fixture
def offered(conversation, rating):
    return conversation, rating


def scores(dixa, conversation):
    return [rating.get("ratingScore") for rating in dixa.ratings(conversation)]


@pytest.mark.parametrize(
    ("kind", "value"),
    [("Csat", 1), ("Csat", 5), ("Nps", 0), ("Nps", 10), ("ThumbsUpOrDown", 0)],
)
def test_a_result_is_answered_with_what_was_sent(api, dixa, conversation, kind, value):
    rating = api.offer(conversation, ratingType=kind).data["id"]

    answer = api.submit(
        conversation, rating, value, kind=kind, comment="Tak", submittedAt="2026-11-23T10:00:00Z"
    )

    assert answer.status == 201
    assert answer.data == {
        "ratingId": rating,
        "userId": conversation.requester.id,
        "ratingResult": {"_type": kind, "value": value},
        "comment": "Tak",
        "submittedAt": "2026-11-23T10:00:00Z",
    }
    assert scores(dixa, conversation) == [value]


def test_a_comment_is_not_needed(api, conversation, rating):
    assert "comment" not in api.submit(conversation, rating, 4).data


@pytest.mark.parametrize("value", [0, 6, -1])
def test_a_value_off_the_scale_is_refused(api, dixa, conversation, rating, value):
    answer = api.submit(conversation, rating, value)

    assert (answer.status, answer.body) == INVALID
    assert dixa.submissions(conversation) == []


def test_a_result_of_another_type_than_the_offer_is_refused(api, conversation, rating):
    answer = api.submit(conversation, rating, 4, kind="Nps")

    assert (answer.status, answer.body) == INVALID


@pytest.mark.parametrize("value", ["4", 4.5, True, None])
def test_a_value_that_is_no_whole_number_is_refused(api, conversation, rating, value):
    answer = api.submit(conversation, rating, value)

    assert (answer.status, answer.body) == (400, {"message": "Decoding failure in request"})


@pytest.mark.parametrize("more", [{"comment": 7}, {"submittedAt": "now"}, {"score": 4}])
def test_a_body_of_another_shape_is_refused(api, conversation, rating, more):
    assert api.submit(conversation, rating, 4, **more).status == 400


def test_the_deprecated_user_may_be_null(api, conversation, rating):
    assert api.submit(conversation, rating, 4, userId=None).status == 201


@pytest.mark.parametrize(("choice", "status"), [("invalid", 400), ("not_found", 404)])
def test_a_result_for_an_unknown_rating_is_refused_one_way_or_the_other(
    api, dixa, conversation, choice, status
):
    dixa.behaviour = Behaviour(unknown_rating=choice, rate_limited=False)

    assert api.submit(conversation, "unknown", 4).status == status
    assert api.submit(a_conversation(), "unknown", 4).status == status


def test_a_native_rating_takes_no_result(api, dixa, conversation):
    dixa.survey_natively(conversation, "Csat", status="Offered")
    (native,) = dixa.ratings(conversation)

    assert api.submit(conversation, native["id"], 4).status == 400


@pytest.mark.parametrize(
    ("choice", "became"),
    [("overwrites", (201, [2], 2)), ("ignored", (201, [5], 1)), ("refused", (400, [5], 1))],
)
def test_a_second_result_does_what_was_chosen(api, dixa, offered, choice, became):
    conversation, rating = offered
    dixa.behaviour = Behaviour(second_submit=choice, rate_limited=False)
    api.submit(conversation, rating, 5)

    second = api.submit(conversation, rating, 2)

    committed = len(dixa.submissions(conversation))
    assert (second.status, scores(dixa, conversation), committed) == became
