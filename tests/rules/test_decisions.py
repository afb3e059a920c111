"""Conversations as Dixa's events tell them, and what becomes of each under one file of surveys."""

from collections import Counter

import pytest

from service.delivery.reach import Reach
from service.rules.decide import Ask, explain
from service.rules.hurdles import Outlook
from service.rules.past import BlankPast
from service.rules.surveys_file import parse_surveys
from service.sandbox.conversations import AGENTS, User, a_conversation, invented_id
from service.sandbox.events import closed
from service.web.webhook.events import read_closing, read_envelope
from service.web.webhook.strict_json import read_json

SURVEYS = f"""
[[survey]]
name = "nobody"
rating = "Csat"
queues = ["Never asked"]
sample = 0

[[survey]]
name = "vip"
rating = "Nps"
tags = ["VIP", "{invented_id("tags/gold")}"]
without_tags = ["no-survey", "{invented_id("tags/lawsuit")}"]
deliver = ["message", "email"]

[[survey]]
name = "chat"
rating = "ThumbsUpOrDown"
channels = ["widget_chat", "MESSENGER"]
tags = []
without_tags = ["spam"]
deliver = ["message"]

[[survey]]
name = "returns"
rating = "Csat"
queues = ["Returns", "{invented_id("queues/Exchanges")}"]
channels = ["EMAIL", "CONTACT_FORM"]
deliver = ["email"]

[[survey]]
name = "partners"
rating = "Nps"
contact_points = ["partners@example.com", "+4511111111"]
directions = []

[[survey]]
name = "calls"
rating = "Csat"
directions = ["OUTBOUND"]
queues = ["Sales"]
sample = 0.5

[[survey]]
name = "abroad"
rating = "Csat"
queues = ["Export"]
deliver = ["webhook"]

[[survey]]
name = "support"
rating = "Csat"
queues = ["Support", "Exports"]
without_tags = ["spam", "no-survey"]
"""

COLLEAGUE = {"requester_type": "Member"}
NOBODY = {"agent": None}
FACEBOOK = {"channel": "FACEBOOK_MESSENGER"}
OUTBOUND = {"direction": "OUTBOUND"}
SPAM = {"tags": ["spam"]}
VIP = {"tags": ["vip"]}

DECISIONS = [
    # Every channel there is, and some there are not. On those without messages, only an address
    # helps.
    ({}, "support by email, message"),
    ({"channel": "EMAIL"}, "support by email, message"),
    ({"channel": "CONTACT_FORM"}, "support by email, message"),
    ({"channel": "WIDGET_CHAT"}, "chat by message"),
    ({"channel": "MESSENGER"}, "chat by message"),
    ({"channel": "SMS"}, "support by message"),
    ({"channel": "WHATS_APP"}, "support by message"),
    ({"channel": "WHATSAPP"}, "support by message"),
    ({"channel": "FACEBOOK_MESSENGER"}, "unreachable"),
    ({"channel": "TWITTER"}, "unreachable"),
    ({"channel": "PSTN_PHONE"}, "unreachable"),
    ({"channel": "CALLBACK"}, "unreachable"),
    ({"channel": "VOICEMAIL"}, "unreachable"),
    ({"channel": "SMOKE_SIGNALS"}, "unreachable"),
    ({"channel": "PSTN_PHONE", "email": "ada@example.com"}, "support by email"),
    ({"channel": "SMOKE_SIGNALS", "email": "ada@example.com"}, "support by email"),
    # What is not known.
    ({"email": None}, "support by message"),
    ({"email": "no address at all"}, "support by message"),
    ({"email": ""}, "support by message"),
    ({"name": None}, "support by email, message"),
    ({"subject": None}, "support by email, message"),
    ({"contact_point": None}, "support by email, message"),
    ({"queue": None}, "no rule"),
    ({"queue": None, "tags": ["vip"]}, "vip by message, email"),
    ({"queue": None, "contact_point": None, "tags": []}, "no rule"),
    (FACEBOOK | {"email": "ada@example.com"}, "support by email"),
    # Queues, by name and by id, and only the whole of it.
    ({"queue": "Returns"}, "returns by email"),
    ({"queue": "returns"}, "returns by email"),
    ({"queue": "Exchanges"}, "returns by email"),
    ({"queue": "Return"}, "no rule"),
    ({"queue": "Exports"}, "support by email, message"),
    ({"queue": "Returns", "channel": "SMS"}, "no rule"),
    ({"queue": "Returns", "channel": "WIDGET_CHAT"}, "chat by message"),
    ({"queue": "Returns", "email": None}, "unreachable"),
    # Tags: one is enough to be asked, one is enough not to be.
    (VIP, "vip by message, email"),
    ({"tags": ["Vip"]}, "vip by message, email"),
    ({"tags": ["refund", "vip"]}, "vip by message, email"),
    ({"tags": ["gold"]}, "vip by message, email"),
    ({"tags": ["refund"]}, "support by email, message"),
    (SPAM, "no rule"),
    ({"tags": ["SPAM"]}, "no rule"),
    ({"tags": ["no-survey"]}, "no rule"),
    ({"tags": ["vip", "no-survey"]}, "no rule"),
    ({"tags": ["vip", "lawsuit"]}, "support by email, message"),
    ({"tags": ["vip", "spam"]}, "vip by message, email"),
    ({"tags": ["spam"], "channel": "WIDGET_CHAT"}, "no rule"),
    ({"tags": ["spam"], "queue": "Returns"}, "returns by email"),
    # The first survey that fits decides, whatever a later one would say.
    (VIP | {"channel": "WIDGET_CHAT"}, "vip by message, email"),
    (VIP | {"queue": "Returns"}, "vip by message, email"),
    (VIP | {"queue": "Never asked"}, "not sampled"),
    ({"queue": "Never asked"}, "not sampled"),
    ({"queue": "Export"}, "unreachable"),
    (VIP | {"queue": "Export"}, "vip by message, email"),
    # Our own addresses.
    ({"contact_point": "partners@example.com"}, "partners by email, message"),
    ({"contact_point": "partners@example.com", "queue": None}, "partners by email, message"),
    ({"contact_point": "Partners@Example.com", "queue": None}, "partners by email, message"),
    ({"contact_point": "+4511111111", "queue": None, "channel": "SMS"}, "partners by message"),
    ({"contact_point": "other@example.com", "queue": None}, "no rule"),
    # Outbound: only where a survey says so.
    (OUTBOUND, "no rule"),
    (OUTBOUND | VIP, "no rule"),
    (OUTBOUND | {"contact_point": "partners@example.com"}, "partners by email, message"),
    (OUTBOUND | {"queue": "Sales", "csid": 9}, "calls by email, message"),
    (OUTBOUND | {"queue": "Sales", "csid": 3}, "not sampled"),
    ({"queue": "Sales", "csid": 9}, "no rule"),
    # Nobody handled it.
    (NOBODY, "no agent"),
    (NOBODY | VIP, "no agent"),
    (NOBODY | FACEBOOK, "no agent"),
    (NOBODY | {"queue": None}, "no rule"),
    (NOBODY | SPAM, "no rule"),
    (NOBODY | {"queue": "Never asked"}, "not sampled"),
    # Colleagues are never asked.
    (COLLEAGUE, "internal"),
    (COLLEAGUE | VIP, "internal"),
    (COLLEAGUE | NOBODY, "internal"),
    (COLLEAGUE | OUTBOUND, "internal"),
    (COLLEAGUE | {"queue": None}, "internal"),
    (COLLEAGUE | {"channel": "SMOKE_SIGNALS"}, "internal"),
    ({"requester": AGENTS[1]}, "internal"),
    ({"requester_type": "Something new"}, "support by email, message"),
]


def closing_of(**traits):
    body = closed(a_conversation(**{"csid": 4711} | traits)).body
    document = read_json(body)
    return read_closing(read_envelope(document), document)


def decision_in_words(closing):
    surveys = parse_surveys(SURVEYS.encode(), file="surveys.toml")
    reach = Reach(["email", "message"])
    outlook = Outlook(reachable=reach.reaching, past=BlankPast(), now=closing.closed_at)
    explanation = explain(closing, surveys, outlook)
    match explanation.decision:
        case Ask(rule):
            return f"{rule.name} by {', '.join(explanation.ways)}"
        case suppressed:
            return str(suppressed.reason)


@pytest.mark.parametrize(("traits", "decision"), DECISIONS)
def test_every_conversation_has_its_decision_and_reason(traits, decision):
    closing = closing_of(**traits)

    told = decision_in_words(closing)

    assert told == decision


def test_the_table_has_every_survey_and_every_reason_that_rules_give():
    outcomes = Counter(decision.partition(" by ")[0] for _, decision in DECISIONS)

    assert set(outcomes) == {
        "vip",
        "chat",
        "returns",
        "partners",
        "calls",
        "support",
        "internal",
        "no rule",
        "not sampled",
        "no agent",
        "unreachable",
    }


def test_a_customer_who_is_also_an_agent_elsewhere_is_asked_as_the_customer_they_are():
    agent_of_a_partner = User(
        id="1", name="Ada", email="ada@example.com", roles=("Agent",), user_type="Contact"
    )

    told = decision_in_words(closing_of(requester=agent_of_a_partner))

    assert told == "support by email, message"
