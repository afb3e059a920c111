from concurrent.futures import ThreadPoolExecutor

import pytest

from service.sandbox.conversations import a_conversation


def test_every_call_is_entered_with_what_became_of_it(api, dixa):
    conversation = dixa.add(a_conversation())

    answer = api.offer(conversation)

    (call,) = dixa.calls()
    assert (call.number, call.method) == (0, "POST")
    assert call.path == f"/beta/conversations/{conversation.csid}/ratings/offer"
    assert (call.endpoint, call.conversation) == ("offer", conversation.csid)
    assert call.body["ratingType"] == "Csat"
    assert (call.status, call.answer, call.committed) == (201, answer.body, True)


def test_what_was_refused_is_entered_as_well(api, dixa):
    api.get("/nowhere")
    api.post("/conversations/1/ratings/offer", "not json")

    nowhere, offer = dixa.calls()

    assert (nowhere.endpoint, nowhere.status, nowhere.committed) == (None, 403, False)
    assert (offer.body, offer.status, offer.committed) == (None, 404, False)


def test_questions_are_answered_for_one_conversation(api, dixa):
    one, other = dixa.add(a_conversation()), dixa.add(a_conversation())
    rating = api.offer(one).data["id"]
    api.submit(one, rating, 4)
    api.message(one)

    assert len(dixa.offers(one)) == len(dixa.submissions(one)) == len(dixa.messages(one)) == 1
    assert dixa.offers(other) == dixa.submissions(other) == dixa.messages(other) == []
    assert dixa.offers(one.csid) == dixa.offers(one)


def test_a_question_about_an_endpoint_that_does_not_exist_is_an_error(dixa):
    with pytest.raises(ValueError, match="offers"):
        dixa.calls("offers")


def test_waiting_ends_when_it_becomes_true(api, dixa):
    conversation = dixa.add(a_conversation())
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(dixa.wait_until, lambda: dixa.offers(conversation))
        api.offer(conversation)

        assert waiting.result(timeout=20) is None


def test_what_is_waited_for_may_be_the_ratings_themselves(api, dixa):
    conversation = dixa.add(a_conversation())
    with ThreadPoolExecutor() as pool:
        calls = [pool.submit(api.offer, conversation) for _ in range(10)]

        dixa.wait_until(lambda: len(dixa.ratings(conversation)) == 10)

        assert all(call.result(timeout=20).status == 201 for call in calls)


def test_waiting_in_vain_shows_the_last_calls(api, dixa):
    api.get("/organization")

    with pytest.raises(TimeoutError, match="/beta/organization"):
        dixa.wait_until(lambda: False, seconds=0.01)


def test_calls_at_the_same_time_are_all_entered_and_carried_out(api, dixa):
    conversation = dixa.add(a_conversation())

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: api.offer(conversation), range(20)))

    assert {answer.status for answer in answers} == {201}
    assert len({answer.data["id"] for answer in answers}) == 20
    assert [call.number for call in dixa.calls()] == list(range(20))
    assert len(dixa.offers(conversation)) == 20
