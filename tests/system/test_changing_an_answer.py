"""An answer that is changed, or disowned, while the real workers wait to submit it."""

import pytest
from survey_page import answer, send, visit

from service.lifecycle import keys
from service.lifecycle.states import State
from service.sandbox.conversations import a_conversation


@pytest.fixture
def answered(service):
    """A conversation of a survey that holds answers for a while, and its link: answered 5."""
    conversation = a_conversation(queue="Complaints")
    service.dixa.close(conversation)
    link = service.link(conversation)
    answer(link, rating=5, comment="Quick")
    return conversation, link


def submitted(service, conversation):
    calls = service.dixa.submissions(conversation)
    return [(call.body["ratingResult"]["value"], call.body.get("comment")) for call in calls]


def let_the_hold_pass(service, conversation):
    """Nobody waits for ten minutes: the survey is due now."""
    [survey] = service.surveys(conversation)
    service.store.hdel(keys.survey(survey.id), "not_before")
    service.store.zadd(keys.DUE, {survey.id: 1})


def test_what_was_said_last_reaches_dixa_and_only_that(service, answered):
    conversation, link = answered

    page = visit(f"{link}/change")
    sent = send(f"{link}/change", {**page.hidden, "rating": 2, "comment": "Second thoughts"})
    let_the_hold_pass(service, conversation)
    service.wait_until_submitted(conversation)

    assert (sent.status, sent.leads_to) == (303, f"{link}/changed")
    assert submitted(service, conversation) == [(2, "Second thoughts")]
    assert "can’t be changed any more" in visit(link).text


def test_what_was_disowned_never_reaches_dixa_and_can_be_said_anew(service, answered):
    conversation, link = answered

    sent = send(f"{link}/not-me", visit(link).hidden)
    assert (sent.status, sent.leads_to) == (303, f"{link}/withdrawn")
    assert service.states(conversation) == [State.INVITED]
    answer(link, rating=1)
    let_the_hold_pass(service, conversation)
    service.wait_until_submitted(conversation)

    assert submitted(service, conversation) == [(1, None)]
