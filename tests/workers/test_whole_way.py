"""From a closing to a submitted rating, for each rating type."""

from datetime import UTC, datetime

import pytest

from service.lifecycle.states import State
from service.ratings import RatingType
from service.sandbox.conversations import AGENTS, a_conversation

EVERY_KIND_OF_ANSWER = [
    (RatingType.CSAT, 1),
    (RatingType.CSAT, 5),
    (RatingType.NPS, 0),
    (RatingType.NPS, 10),
    (RatingType.THUMBS, 0),
    (RatingType.THUMBS, 1),
]


@pytest.mark.parametrize(("rating_type", "rating"), EVERY_KIND_OF_ANSWER)
def test_a_closed_conversation_ends_as_one_rating_in_dixa(open_workshop, dixa, rating_type, rating):
    workshop = open_workshop(rating=rating_type)
    conversation = a_conversation(agent=AGENTS[1])
    survey = workshop.ask(conversation)

    survey = workshop.answer(survey, rating, "Quick & kind")

    assert survey.state is State.SUBMITTED
    [offer], [submission] = dixa.offers(conversation), dixa.submissions(conversation)
    assert offer.body.pop("offeredAt")
    assert offer.body == {
        "userId": conversation.requester.id,
        "agentId": AGENTS[1].id,
        "ratingType": str(rating_type),
    }
    assert submission.path.endswith(f"/ratings/{survey.offer_id}/submit")
    assert submission.body.pop("submittedAt") == moment(survey.answered_at)
    assert submission.body == {
        "ratingResult": {"_type": str(rating_type), "value": rating},
        "comment": "Quick & kind",
    }


def test_every_step_is_in_the_history(workshop):
    survey = workshop.ask(a_conversation())

    workshop.answer(survey, 4)

    assert workshop.history(survey) == [
        "received",
        "scheduled",
        "offering",
        "offered",
        "invited",
        "answered",
        "submitting",
        "submitted",
    ]


def test_an_answer_without_a_comment_is_submitted_without_one(workshop, dixa):
    conversation = a_conversation()

    workshop.answer(workshop.ask(conversation), 4)

    [submission] = dixa.submissions(conversation)
    assert "comment" not in submission.body


def test_a_doubled_hint_does_nothing_twice(workshop, dixa, mailbox):
    conversation = a_conversation()
    survey = workshop.close(conversation)
    for _ in range(3):
        workshop.tools.hints.send([(survey.id, State.RECEIVED)])
    workshop.work()

    for state in (State.SCHEDULED, State.OFFERED, State.INVITED):
        workshop.tools.hints.send([(survey.id, state)])
    workshop.work()

    assert workshop.survey(survey).state is State.INVITED
    assert (len(dixa.offers(conversation)), len(mailbox.messages)) == (1, 1)


def test_a_delay_is_waited_for_before_the_offer_is_made(open_workshop, dixa):
    from datetime import timedelta

    workshop = open_workshop(delay=timedelta(hours=2))

    survey = workshop.ask(conversation := a_conversation())

    assert survey.state is State.SCHEDULED
    assert 3000 < workshop.due_in(survey) < 3601
    assert dixa.calls() == []
    assert workshop.look(survey).state is State.INVITED
    assert len(dixa.offers(conversation)) == 1


def moment(milliseconds):
    text = datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
