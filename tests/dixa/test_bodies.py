"""What goes over the wire to Dixa, field by field, and what comes back."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from service.dixa.errors import OutcomeUnknown
from service.dixa.schemas import Organization, Rating, Standing, StandingAnswerSchema
from service.ratings import RatingType
from service.sandbox.conversations import ORGANIZATION, a_conversation


def test_an_offer_names_the_customer_the_agent_the_scale_and_the_time(
    client, dixa, conversation, offer
):
    offer_id = offer(client, rating_type=RatingType.NPS)

    [call] = dixa.offers(conversation)
    assert (call.method, call.path) == (
        "POST",
        f"/beta/conversations/{conversation.csid}/ratings/offer",
    )
    assert call.body == {
        "userId": conversation.requester.id,
        "agentId": conversation.assignee.id,
        "ratingType": "Nps",
        "offeredAt": "2026-11-23T10:00:00.000Z",
    }
    assert offer_id == call.answer["data"]["id"]


@pytest.mark.parametrize(
    "answer",
    [(RatingType.CSAT, 5), (RatingType.NPS, 0), (RatingType.THUMBS, 0), (RatingType.THUMBS, 1)],
)
def test_a_result_carries_the_value_under_the_offers_type(client, dixa, offer, submit, answer):
    rating_type, value = answer
    offer_id = offer(client, rating_type=rating_type)

    submit(client, offer_id, rating_type=rating_type, value=value)

    [call] = dixa.calls("submit")
    assert call.path == f"/beta/conversations/{call.conversation}/ratings/{offer_id}/submit"
    assert call.body == {
        "ratingResult": {"_type": str(rating_type), "value": value},
        "submittedAt": "2026-11-23T10:00:00.000Z",
    }


def test_a_result_carries_the_comment_as_it_was_written(client, dixa, conversation, offer, submit):
    submit(client, offer(client), comment="Tak! 👍\n“Fint”")

    [call] = dixa.submissions(conversation)
    assert call.body["comment"] == "Tak! 👍\n“Fint”"


@pytest.mark.parametrize("listed_types", ["as offered", "capitals"])
def test_a_rating_type_is_the_one_that_was_offered_however_dixa_lists_it(
    client, dixa, conversation, offer, listed_types
):
    dixa.behaviour = replace(dixa.behaviour, listed_types=listed_types)
    for rating_type in RatingType:
        offer(client, rating_type=rating_type)

    ratings = client.list_ratings(str(conversation.csid))

    assert [rating.type for rating in ratings] == list(RatingType)


def test_a_rating_type_that_is_none_of_ours_stays_what_it_is(client, dixa, conversation):
    dixa.survey_natively(conversation, "CES")

    assert [rating.type for rating in client.list_ratings(str(conversation.csid))] == ["CES"]


def test_times_are_written_in_utc_whatever_zone_they_come_in(client, dixa, conversation, offer):
    zone = timezone(timedelta(hours=2))

    offer(client, offered_at=datetime(2026, 11, 23, 1, 2, 3, 456789, tzinfo=zone))

    [call] = dixa.offers(conversation)
    assert call.body["offeredAt"] == "2026-11-22T23:02:03.456Z"


def test_a_message_goes_out_in_the_agents_name_under_its_own_id(
    client, dixa, conversation, post_message
):
    post_message(client, kind="Markdown")

    [call] = dixa.messages(conversation)
    assert call.path == f"/beta/conversations/{conversation.csid}/messages"
    assert call.body == {
        "_type": "Outbound",
        "agentId": conversation.assignee.id,
        "content": {"_type": "Markdown", "value": "How was it?"},
        "externalId": "survey-1",
    }


def test_ratings_are_read_offered_and_rated(client, dixa, conversation, offer, submit):
    first, second = offer(client), offer(client)
    submit(client, second, value=2)

    ratings = client.list_ratings(str(conversation.csid))

    agent = conversation.assignee.id
    assert ratings[0] == Rating(id=first, type="Csat", status="Offered", agent_id=agent)
    assert (ratings[1].id, ratings[1].status, ratings[1].score) == (second, "Rated", 2)
    assert ratings[1].since.endswith("Z")


def test_a_native_survey_shows_a_row_for_each_question(client, dixa, conversation):
    dixa.survey_natively(conversation, "Csat", "Nps", status="Offered", score=3)

    ratings = client.list_ratings(str(conversation.csid))

    assert len({rating.id for rating in ratings}) == 1
    assert [(rating.type, rating.status) for rating in ratings] == [
        ("Csat", "Offered"),
        ("Nps", "Offered"),
    ]


ROW = b'{"id": "r", "ratingType": "Csat", "ratingStatus": "Rated"'


@pytest.mark.parametrize(
    ("more", "since"),
    [
        (b"", ""),
        (b', "timestamps": {}, "agentId": null, "ratingScore": null', ""),
        (b', "timestamps": {"offered_at": null, "rated_at": "2026-11-23T10:00:00Z"}',
         "2026-11-23T10:00:00Z"),
        (b', "timestamps": {"b": "2026-11-23T10:00:00.1Z[GMT]", "a": "2026-11-24T10:00:00Z"}',
         "2026-11-23T10:00:00.1Z[GMT]"),
        (b', "newKey": {"of": ["any", "shape"]}', ""),
    ],
)  # fmt: skip
def test_a_row_is_read_whatever_it_leaves_out_or_adds(connect, saying, more, since):
    body = b'{"data": [' + ROW + more + b'}], "newKey": 1}'
    reply = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    with saying(reply) as url:
        [rating] = connect(url=url).list_ratings("77")

    assert (rating.id, rating.score, rating.since) == ("r", None, since)


def rows_of(connect, saying, *rows):
    """What is made of a list with these rows."""
    body = b'{"data": [' + b", ".join(rows) + b"]}"
    reply = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    with saying(reply) as url:
        return connect(url=url).list_ratings("77")


def test_a_score_may_be_written_as_a_fraction(connect, saying):
    [rating] = rows_of(connect, saying, ROW + b', "ratingScore": 4.0}')

    assert rating.score == 4


@pytest.mark.parametrize(
    "odd",
    [
        b'"ratingScore": "good"',
        b'"ratingScore": 4.5',
        b'"agentId": 7',
        b'"timestamps": null',
        b'"timestamps": 7',
        b'"timestamps": {"rated_at": 1795428000}',
    ],
)
def test_what_can_not_be_read_of_a_row_is_not_known(connect, saying, odd):
    [rating] = rows_of(connect, saying, ROW + b", " + odd + b"}")

    assert (rating.id, rating.status, rating.score, rating.since) == ("r", "Rated", None, "")


def test_a_row_without_readable_times_is_not_taken_for_one_that_came_through_the_api(
    connect, saying
):
    rows = [ROW + b', "timestamps": ' + said + b"}" for said in (b"7", b"null", b'{"b": 1}')]

    ratings = rows_of(connect, saying, *rows)

    assert [each.came_through_the_api for each in ratings] == [False, True, False]


@pytest.mark.parametrize("said", ["RATED", "rated", "Rated"])
def test_a_status_is_the_same_however_dixa_spells_it(connect, saying, said):
    row = b'{"id": "r", "ratingType": "Csat", "ratingStatus": "%s"}' % said.encode()

    [rating] = rows_of(connect, saying, row)

    assert (rating.status, rating.is_status_told) == ("Rated", True)


@pytest.mark.parametrize("type_", [b"null", b'""', b"7", b'{"a": "thing"}'])
def test_a_row_whose_type_can_not_be_read_may_be_of_any(connect, saying, type_):
    row = b'{"id": "r", "ratingStatus": "Offered", "ratingType": ' + type_ + b"}"

    ratings = rows_of(connect, saying, row)

    assert [each.type for each in ratings] == ["Csat", "Nps", "ThumbsUpOrDown"]
    assert {(each.id, each.status) for each in ratings} == {("r", "Offered")}


def test_a_row_whose_status_can_not_be_read_may_be_answered_and_may_be_open(connect, saying):
    ratings = rows_of(connect, saying, b'{"id": "r", "ratingStatus": null, "ratingType": "Csat"}')

    assert [(each.id, each.status) for each in ratings] == [("r", "Rated"), ("r", "Offered")]


@pytest.mark.parametrize(
    "row",
    [b"null", b'"r"', b"{}", b'{"id": null, "ratingStatus": "Rated"}'],
)
def test_a_row_that_can_not_be_told_from_others_makes_the_list_unreadable(connect, saying, row):
    with pytest.raises(OutcomeUnknown, match="could not be read"):
        rows_of(connect, saying, ROW + b"}", row)


def test_the_organization_tells_whose_token_it_is(client):
    organization = client.get_organization()

    assert organization == Organization(id=ORGANIZATION.id, name=ORGANIZATION.name)


def test_a_conversation_tells_its_state(client, dixa, conversation):
    dixa.close(conversation)

    found = client.get_standing(str(conversation.csid))

    assert found == Standing(state="Closed")


def test_a_conversation_tells_its_language_what_it_hangs_on_and_if_it_was_anonymised(client, dixa):
    linked = dixa.add(a_conversation(link="SideConversation"))
    anonymised = dixa.add(a_conversation(anonymized=True))
    spoken = dixa.add(a_conversation(language="da"))

    assert client.get_standing(str(linked.csid)).link == "SideConversation"
    assert client.get_standing(str(anonymised.csid)).is_anonymized
    assert client.get_standing(str(spoken.csid)).language == "da"


def test_a_conversation_of_which_dixa_says_little_is_read_all_the_same():
    answer = {"data": {"id": 7, "link": None, "something": "new"}}

    assert StandingAnswerSchema().load(answer)["data"] == Standing()
