"""Who is asked, and by which survey."""

from dataclasses import replace

import pytest

from service.lifecycle.record import Closing, Person, Tag
from service.ratings import RatingType
from service.rules.decide import Ask, Suppress, SuppressReason, decide
from service.rules.survey_rule import DEFAULT_SURVEY, SurveyRule

CLOSING = Closing(
    organization="org-1",
    conversation="4711",
    event_id="event-1",
    closed_at=1_763_719_200_000,
    channel="EMAIL",
    direction="INBOUND",
    customer=Person(id="customer-1", name="Ada", email="ada@example.com"),
    agent=Person(id="agent-1", name="Grace", is_member=True),
    queue_id="queue-1",
    queue_name="Returns",
    contact_point="Help@Example.com",
    tags=(Tag(id="tag-1", name="VIP"), Tag(id="tag-2", name="refund")),
)
COLLEAGUE = Person(id="member-1", is_member=True)


def rule(**conditions):
    return SurveyRule(name="support", rating=RatingType.CSAT, **conditions)


def anyone(closing, rule):
    return rule.deliver


def no_one(closing, rule):
    return ()


@pytest.mark.parametrize(
    "conditions",
    [
        {},
        {"channels": ("email",)},
        {"channels": ("WIDGET_CHAT", "EMAIL")},
        {"queues": ("Returns",)},
        {"queues": ("queue-1",)},
        {"directions": ("INBOUND", "OUTBOUND")},
        {"directions": ()},
        {"tags": ("vip",)},
        {"tags": ("tag-2",)},
        {"tags": ("other", "refund")},
        {"tags": ()},
        {"without_tags": ("spam",)},
        {"without_tags": ()},
        {"contact_points": ("help@example.com",)},
        {"contact_points": ()},
        {"channels": ("EMAIL",), "queues": ("Returns",), "tags": ("VIP",)},
    ],
)
def test_a_conversation_that_fits_is_asked_about(conditions):
    decision = decide(CLOSING, [rule(**conditions)], reachable=anyone)

    assert decision == Ask(rule(**conditions))


@pytest.mark.parametrize(
    "conditions",
    [
        {"channels": ("WIDGET_CHAT",)},
        {"queues": ("Sales", "queue-2")},
        {"directions": ("OUTBOUND",)},
        {"tags": ("other",)},
        {"without_tags": ("vip",)},
        {"without_tags": ("spam", "tag-1")},
        {"contact_points": ("sales@example.com",)},
        {"channels": ("EMAIL",), "queues": ("Sales",)},
    ],
)
def test_one_condition_that_does_not_hold_is_enough_not_to_ask(conditions):
    decision = decide(CLOSING, [rule(**conditions)], reachable=anyone)

    assert decision == Suppress(SuppressReason.NO_RULE)


@pytest.mark.parametrize(
    "conditions",
    [{"queues": ("Returns",)}, {"contact_points": ("help@example.com",)}, {"tags": ("vip",)}],
)
def test_what_the_conversation_does_not_have_fits_no_condition(conditions):
    bare = replace(CLOSING, queue_id=None, queue_name=None, contact_point=None, tags=())

    decision = decide(bare, [rule(**conditions)], reachable=anyone)

    assert decision == Suppress(SuppressReason.NO_RULE)


def test_an_outbound_conversation_is_not_asked_about_unless_a_survey_says_so():
    outbound = replace(CLOSING, direction="OUTBOUND")

    decision = decide(outbound, [DEFAULT_SURVEY], reachable=anyone)

    assert decision == Suppress(SuppressReason.NO_RULE)


def test_the_first_survey_that_fits_is_used():
    sales = SurveyRule(name="sales", rating=RatingType.NPS, queues=("Sales",))
    first = SurveyRule(name="first", rating=RatingType.THUMBS)
    second = SurveyRule(name="second", rating=RatingType.CSAT)

    decision = decide(CLOSING, [sales, first, second], reachable=anyone)

    assert decision == Ask(first)


def test_the_first_survey_that_fits_decides_even_when_it_samples_nobody():
    nobody = SurveyRule(name="nobody", rating=RatingType.CSAT, sample=0.0)

    decision = decide(CLOSING, [nobody, DEFAULT_SURVEY], reachable=anyone)

    assert decision == Suppress(SuppressReason.NOT_SAMPLED)


@pytest.mark.parametrize(
    ("change", "rules", "reachable", "reason"),
    [
        ({"customer": COLLEAGUE, "agent": None}, [], no_one, "internal"),
        ({"agent": None}, [], no_one, "no rule"),
        ({"agent": None}, [rule(sample=0.0)], no_one, "not sampled"),
        ({"agent": None}, [rule()], no_one, "no agent"),
        ({}, [rule()], no_one, "unreachable"),
    ],
)
def test_the_first_reason_in_order_is_given(change, rules, reachable, reason):
    decision = decide(replace(CLOSING, **change), rules, reachable=reachable)

    assert decision == Suppress(reason)


def test_nobody_is_looked_up_who_would_not_be_asked():
    def unexpected(closing, rule):
        pytest.fail("asked whether the customer can be reached")

    decision = decide(replace(CLOSING, agent=None), [rule()], reachable=unexpected)

    assert decision == Suppress(SuppressReason.NO_AGENT)


def test_the_reasons_are_worded_for_the_record():
    assert [str(reason) for reason in SuppressReason] == [
        "internal",
        "no rule",
        "not sampled",
        "no agent",
        "unreachable",
        "already asked",
        "cool-down",
    ]
