"""Decisions that hang on time: cool-downs on two clocks, late events, clock changes in Europe.

Dixa's times are UTC, and lengths are counted in hours that passed: a day on which the clocks change
is 24 hours like any other.
"""

from dataclasses import dataclass, field

import pytest

from service.ratings import RatingType
from service.rules.decide import Ask, explain
from service.rules.hurdles import Outlook
from service.rules.surveys_file import parse_surveys
from service.rules.timing import asking_times
from service.sandbox.conversations import a_conversation, agent
from service.sandbox.events import abandoned, closed
from service.web.webhook.events import read_closing, read_envelope
from service.web.webhook.strict_json import read_json
from service.web.webhook.timestamp import milliseconds

SURVEYS = """
without_queues = ["Internal"]
without_agents = ["Trainee Agent"]

[[survey]]
name = "vip"
rating = "Nps"
tags = ["vip"]
cooldown = "90d"

[[survey]]
name = "chat"
rating = "Csat"
channels = ["WIDGET_CHAT"]
cooldown = "0"

[[survey]]
name = "slow"
rating = "Csat"
queues = ["Slow"]
delay = "2d"
max_age = "1d"
cooldown = "7d"

[[survey]]
name = "support"
rating = "Csat"
cooldown = "1d"
"""

VIP = {"tags": ["vip"]}
CHAT = {"channel": "WIDGET_CHAT"}
SLOW = {"queue": "Slow"}
CSAT, NPS = RatingType.CSAT, RatingType.NPS
SPRING, AUTUMN = "2026-03-29", "2026-10-25"
"""The Sundays on which the clocks change in most of Europe, at 01:00 UTC."""

DECISIONS = [
    # One clock, to the millisecond.
    ("2026-06-10T12:00:00.000Z", {}, {}, "support"),
    ("2026-06-10T12:00:00.000Z", {CSAT: "2026-06-09T12:00:00.001Z"}, {}, "cool-down"),
    ("2026-06-10T12:00:00.000Z", {CSAT: "2026-06-09T12:00:00.000Z"}, {}, "support"),
    ("2026-06-10T12:00:00.000Z", {CSAT: "2026-06-10T12:00:00.000Z"}, {}, "cool-down"),
    # Two clocks.
    ("2026-06-10T12:00:00.000Z", {NPS: "2026-06-10T11:00:00.000Z"}, {}, "support"),
    ("2026-06-10T12:00:00.000Z", {CSAT: "2026-06-10T11:00:00.000Z"}, VIP, "vip"),
    ("2026-06-10T12:00:00.000Z", {NPS: "2026-06-10T11:00:00.000Z"}, VIP, "cool-down"),
    ("2026-06-10T12:00:00.000Z", {NPS: "2026-03-12T12:00:00.001Z"}, VIP, "cool-down"),
    ("2026-06-10T12:00:00.000Z", {NPS: "2026-03-12T12:00:00.000Z"}, VIP, "vip"),
    # No cool-down, and one that is judged by when the customer would be asked.
    ("2026-06-10T12:00:00.000Z", {CSAT: "2026-06-10T11:59:59.999Z"}, CHAT, "chat"),
    ("2026-06-10T12:00:00.000Z", {CSAT: "2026-06-05T12:00:00.000Z"}, SLOW, "slow"),
    ("2026-06-10T12:00:00.000Z", {CSAT: "2026-06-05T12:00:00.001Z"}, SLOW, "cool-down"),
    # The clocks change, and a day is still a day.
    (f"{SPRING}T12:00:00.000Z", {CSAT: "2026-03-28T12:00:00.000Z"}, {}, "support"),
    (f"{SPRING}T11:00:00.000Z", {CSAT: "2026-03-28T12:00:00.000Z"}, {}, "cool-down"),
    (f"{AUTUMN}T12:00:00.000Z", {CSAT: "2026-10-24T12:00:00.000Z"}, {}, "support"),
    (f"{AUTUMN}T11:59:59.999Z", {CSAT: "2026-10-24T12:00:00.000Z"}, {}, "cool-down"),
    (f"{AUTUMN}T00:30:00.000Z", {CSAT: "2026-10-24T00:30:00.000Z"}, {}, "support"),
    # Midnights, years and leap days.
    ("2027-01-01T00:00:00.000Z", {CSAT: "2026-12-31T00:00:00.000Z"}, {}, "support"),
    ("2028-02-29T23:59:59.999Z", {CSAT: "2028-02-29T00:00:00.000Z"}, {}, "cool-down"),
    ("2028-03-01T00:00:00.000Z", {CSAT: "2028-02-29T00:00:00.000Z"}, {}, "support"),
    # Times as some of Dixa's systems write them.
    ("2026-06-10T12:00:00Z", {CSAT: "2026-06-09T12:00:00+00:00"}, {}, "support"),
    ("2026-06-10T12:00:00.5Z", {CSAT: "2026-06-09T12:00:00.500123Z"}, {}, "support"),
    # Whom and what the file leaves out, whichever survey fits.
    ("2026-06-10T12:00:00.000Z", {}, {"queue": "Internal"}, "queue left out"),
    ("2026-06-10T12:00:00.000Z", {}, {"queue": "Internal"} | VIP, "queue left out"),
    ("2026-06-10T12:00:00.000Z", {}, {"agent": agent("Trainee")}, "agent left out"),
    ("2026-06-10T12:00:00.000Z", {}, {"agent": agent("Trainee")} | CHAT, "agent left out"),
    ("2026-06-10T12:00:00.000Z", {}, {"agent": None}, "no agent"),
]


@dataclass
class KnownPast:
    asked: dict[RatingType, int] = field(default_factory=dict)
    is_out: bool = False

    def is_opted_out(self, closing):
        return self.is_out

    def asked_at(self, closing, rating_type):
        return self.asked.get(rating_type, 0)


def closing_at(moment, **traits):
    return read(closed(a_conversation(**traits), at_ms=milliseconds(moment)))


def read(event):
    document = read_json(event.body)
    return read_closing(read_envelope(document), document)


def decision(closing, past, *, now=None):
    surveys = parse_surveys(SURVEYS.encode(), file="surveys.toml")
    outlook = Outlook(
        reachable=lambda _, rule: rule.deliver, past=past, now=now or closing.closed_at
    )
    found = explain(closing, surveys, outlook).decision
    return found.rule.name if isinstance(found, Ask) else str(found.reason)


@pytest.mark.parametrize(("moment", "asked", "traits", "told"), DECISIONS)
def test_every_moment_has_its_decision_and_reason(moment, asked, traits, told):
    past = KnownPast({kind: milliseconds(at) for kind, at in asked.items()})

    assert decision(closing_at(moment, **traits), past) == told


@pytest.mark.parametrize(
    ("heard", "traits", "told"),
    [
        ("2026-03-29T12:00:00.000Z", SLOW, "slow"),
        ("2026-03-29T12:00:00.001Z", SLOW, "too old"),
        ("2026-04-04T12:00:00.000Z", {}, "support"),
        ("2026-04-04T12:00:00.001Z", {}, "too old"),
        ("2026-04-04T12:00:00.001Z", {"agent": None}, "no agent"),
    ],
)
def test_how_late_is_too_late_does_not_hang_on_the_clocks(heard, traits, told):
    closing = closing_at("2026-03-28T12:00:00.000Z", **traits)

    assert decision(closing, KnownPast(), now=milliseconds(heard)) == told


def test_who_opted_out_is_asked_by_no_survey():
    past = KnownPast(is_out=True)

    told = {decision(closing_at("2026-06-10T12:00:00Z", **each), past) for each in (VIP, CHAT, {})}

    assert told == {"opted out"}


def test_an_abandoned_conversation_is_called_so():
    assert decision(read(abandoned(a_conversation())), KnownPast()) == "abandoned"


def test_an_offer_that_is_due_after_the_clocks_changed_is_due_as_many_hours_later():
    surveys = parse_surveys(SURVEYS.encode(), file="surveys.toml")
    slow = next(rule for rule in surveys if rule.name == "slow")

    times = asking_times(closing_at("2026-03-28T12:00:00Z", **SLOW), slow)

    assert times.offer_due_at == milliseconds("2026-03-30T12:00:00Z")
