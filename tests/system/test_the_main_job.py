"""From the event of a closed conversation to the rating in Dixa, through the real processes."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from survey_page import answer, send, visit
from waiting import eventually

from service.hints import Hints
from service.lifecycle.states import State
from service.sandbox.conversations import AGENTS, a_conversation
from service.sandbox.events import closed

AGNES, BO, CLEO = AGENTS
CSAT = {"channel": "EMAIL"}
NPS = {"channel": "CONTACT_FORM", "queue": "Sales"}
THUMBS = {"channel": "WIDGET_CHAT"}


class Matching:
    """Equal to every text that the pattern describes."""

    def __init__(self, pattern):
        self.pattern = pattern

    def __eq__(self, other):
        return isinstance(other, str) and re.fullmatch(self.pattern, other) is not None

    __hash__ = None

    def __repr__(self):
        return f"Matching({self.pattern!r})"


A_MOMENT = Matching(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@pytest.fixture
def asked(service):
    """A function that lets a conversation close; it returns it and the link the customer got."""

    def ask(**traits):
        conversation = a_conversation(**traits)
        service.dixa.close(conversation)
        return conversation, service.link(conversation)

    return ask


def calls_about(dixa, conversation):
    return [
        (call.method, call.path, call.body)
        for call in dixa.calls()
        if call.conversation == conversation.csid
    ]


@pytest.mark.parametrize(
    ("traits", "choices", "row"),
    [
        (CSAT, [1, 2, 3, 4, 5], {"ratingType": "Csat", "ratingScore": 1}),
        (NPS, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], {"ratingType": "Nps", "ratingScore": 0}),
        (THUMBS, [0, 1], {"ratingType": "ThumbsUpOrDown", "ratingScore": 0}),
    ],
)
def test_a_rating_of_each_type_makes_the_whole_way(service, asked, traits, choices, row):
    conversation, link = asked(**traits)
    page = visit(link)
    sent = send(link, {**page.hidden, "rating": row["ratingScore"], "comment": "Thanks"})
    thanks = visit(sent.leads_to)
    service.wait_until_submitted(conversation)

    assert (page.status, page.choices) == (200, choices)
    assert (sent.status, sent.leads_to, thanks.status) == (303, f"{link}/thanks", 200)
    [found] = service.dixa.ratings(conversation)
    assert found["ratingStatus"] == "Rated"
    assert found.items() >= row.items()


def test_dixa_is_called_as_it_describes_when_the_link_goes_by_mail(service, asked):
    conversation, link = asked(agent=BO)
    answer(link, rating=4, comment="Quick and kind")
    service.wait_until_submitted(conversation)

    [offer] = service.dixa.offers(conversation)
    looked_up = f"/beta/conversations/{conversation.csid}"
    ratings = f"{looked_up}/ratings"
    assert calls_about(service.dixa, conversation) == [
        ("GET", looked_up, None),
        ("GET", ratings, None),
        (
            "POST",
            f"{ratings}/offer",
            {
                "userId": conversation.requester.id,
                "agentId": BO.id,
                "ratingType": "Csat",
                "offeredAt": A_MOMENT,
            },
        ),
        ("GET", ratings, None),
        (
            "POST",
            f"{ratings}/{offer.answer['data']['id']}/submit",
            {
                "ratingResult": {"_type": "Csat", "value": 4},
                "comment": "Quick and kind",
                "submittedAt": A_MOMENT,
            },
        ),
    ]


def test_dixa_is_called_as_it_describes_when_the_link_goes_by_message(service, asked):
    conversation, link = asked(**THUMBS, agent=CLEO)
    answer(link, rating=1)
    service.wait_until_submitted(conversation)

    [survey] = service.surveys(conversation)
    [message] = service.dixa.messages(conversation)
    [submission] = service.dixa.submissions(conversation)
    question = "How was the help you got from Cleo?"
    assert message.path == f"/beta/conversations/{conversation.csid}/messages"
    assert message.body == {
        "_type": "Outbound",
        "agentId": CLEO.id,
        "content": {"_type": "Text", "value": f"{question}\n{link}"},
        "externalId": f"rating-survey-{survey.id}",
    }
    assert submission.body == {
        "ratingResult": {"_type": "ThumbsUpOrDown", "value": 1},
        "submittedAt": A_MOMENT,
    }


def test_the_mail_says_the_link_as_text_and_as_html(service, asked):
    conversation, link = asked()

    [mail] = [
        each for each in service.mailbox.messages if each["To"] == conversation.requester.email
    ]
    parts = {part.get_content_type(): part.get_content() for part in mail.iter_parts()}
    assert list(parts) == ["text/plain", "text/html"]
    assert all(link in part for part in parts.values())


def test_what_a_customer_writes_reaches_dixa_whole_but_for_what_nobody_types(service, asked):
    conversation, link = asked()
    answer(link, rating=2, comment="Très bien 👍🏽\r\n<b>שלום</b>\x00 & \u202eabc")
    service.wait_until_submitted(conversation)

    [submission] = service.dixa.submissions(conversation)
    assert submission.body["comment"] == "Très bien 👍🏽\n<b>שלום</b> & \u202eabc"


def test_the_offer_goes_to_the_agent_who_handled_the_conversation(service, asked):
    handled = {agent: asked(agent=agent)[0] for agent in AGENTS}

    for agent, conversation in handled.items():
        [offer] = service.dixa.offers(conversation)
        assert offer.body["agentId"] == agent.id


def test_nobody_is_asked_about_a_conversation_that_nobody_has_handled_yet(service):
    conversation = a_conversation(agent=None)
    service.dixa.close(conversation)
    eventually(lambda: service.states(conversation) == ["suppressed"], what="the decision")

    service.dixa.close(conversation.assigned_to(BO))
    service.link(conversation)

    [offer] = service.dixa.offers(conversation)
    assert offer.body["agentId"] == BO.id


def test_reassigning_a_closed_conversation_changes_nothing(service):
    conversation = a_conversation(agent=AGNES)
    service.post(closed(conversation))
    service.dixa.add(conversation.assigned_to(CLEO))
    service.link(conversation)

    [offer] = service.dixa.offers(conversation)
    assert offer.body["agentId"] == AGNES.id


def test_twenty_copies_of_one_event_at_once_make_one_offer(service):
    conversation = service.dixa.add(a_conversation())
    event = closed(conversation)
    with ThreadPoolExecutor(20) as copies:
        answers = list(copies.map(service.post, [event] * 20))
    service.link(conversation)
    service.wait_until_quiet()

    said = sorted(each.json()["status"] for each in answers)
    assert {each.status for each in answers} == {202}
    assert said == ["accepted"] + ["duplicate"] * 19
    assert len(service.surveys(conversation)) == 1
    assert [call.body["ratingType"] for call in service.dixa.offers(conversation)] == ["Csat"]


def test_two_workers_do_nothing_twice_however_often_they_are_hinted(service):
    conversations = [a_conversation(**traits) for traits in (CSAT, NPS, THUMBS) * 2]
    for each in conversations:
        service.dixa.close(each)
    hints = Hints(service.store, job_timeout_seconds=2)
    while not all(service.states(each) == [State.INVITED] for each in conversations):
        surveys = [survey for each in conversations for survey in service.surveys(each)]
        hints.send([(survey.id, survey.state) for survey in surveys])
        service.wait_until_quiet()
    for each in conversations:
        answer(service.link(each), rating=1)
    service.wait_until_submitted(*conversations)

    dixa = service.dixa
    assert [len(dixa.offers(each)) for each in conversations] == [1] * 6
    assert [len(dixa.submissions(each)) for each in conversations] == [1] * 6


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_changes_nothing(service, asked, method):
    _, open_link = asked()
    answered, answered_link = asked()
    answer(answered_link, rating=5)
    service.wait_until_submitted(answered)
    service.wait_until_quiet()
    before = service.dump()

    for path in ("", "?rating=5", "?rating=5&lang=da", "/thanks"):
        visit(f"{open_link}{path}", method=method)
        visit(f"{answered_link}{path}", method=method)
    for path in ("/healthz", "/readyz", "/metrics", "/webhooks/dixa", f"/s/{'x' * 43}"):
        visit(f"{service.url}{path}", method=method)

    assert service.dump() == before


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param([("rating", "6")], id="above the scale"),
        pytest.param([("rating", "0")], id="below the scale"),
        pytest.param([("rating", "5"), ("rating", "1")], id="twice"),
        pytest.param([("rating", "five")], id="as text"),
        pytest.param([("rating", "٥")], id="in other digits"),
        pytest.param([("rating", " 5")], id="with a space"),
        pytest.param([], id="left out"),
        pytest.param([("rating", "5"), ("comment", "x" * 2001)], id="2001 characters"),
        pytest.param([("rating", "5"), ("nonce", "forged")], id="forged nonce"),
    ],
)
def test_a_wrong_answer_gets_the_page_again_and_changes_nothing(service, asked, wrong):
    _, link = asked()
    page = visit(link)
    service.wait_until_quiet()
    before = service.dump()
    named = {name for name, _ in wrong}
    fields = [pair for pair in page.hidden.items() if pair[0] not in named] + wrong

    again = send(link, fields)

    assert (again.status, again.choices) == (422, [1, 2, 3, 4, 5])
    assert service.dump() == before


@pytest.mark.parametrize("token", ["x" * 43, "short", "x" * 500, "%00", "é", "..%2fs"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_token_that_is_none_gets_the_one_page_for_all_of_them(service, token, method):
    before = service.dump()
    missing = visit(f"{service.url}/s/{'y' * 43}")
    url = f"{service.url}/s/{token.encode('ascii', 'ignore').decode() or '%C3%A9'}"

    page = visit(url) if method == "GET" else send(url, {"rating": 5})

    assert (page.status, page.text) == (404, missing.text)
    assert service.dump() == before
