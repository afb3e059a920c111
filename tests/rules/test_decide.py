"""Who is asked, and by which survey."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from service.lifecycle.record import Closing, Person, Tag
from service.ratings import RatingType
from service.rules.decide import Ask, Suppress, decide
from service.rules.hurdles import Outlook
from service.rules.past import BlankPast
from service.rules.reasons import SuppressReason
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


def outlook(reachable=anyone, past=BlankPast(), now=CLOSING.closed_at):  # noqa: B008 - it is blank
    return Outlook(reachable=reachable, past=past, now=now)


ANYONE = outlook()
DAY = 24 * 3600 * 1000


@dataclass
class KnownPast:
    """A past as the record tells it."""

    is_out: bool = False
    asked: dict[RatingType, int] = field(default_factory=dict)

    def is_opted_out(self, closing):
        return self.is_out

    def asked_at(self, closing, rating_type):
        return self.asked.get(rating_type, 0)


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
    decision = decide(CLOSING, [rule(**conditions)], ANYONE)

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
    decision = decide(CLOSING, [rule(**conditions)], ANYONE)

    assert decision == Suppress(SuppressReason.NO_RULE)


@pytest.mark.parametrize(
    "conditions",
    [{"queues": ("Returns",)}, {"contact_points": ("help@example.com",)}, {"tags": ("vip",)}],
)
def test_what_the_conversation_does_not_have_fits_no_condition(conditions):
    bare = replace(CLOSING, queue_id=None, queue_name=None, contact_point=None, tags=())

    decision = decide(bare, [rule(**conditions)], ANYONE)

    assert decision == Suppress(SuppressReason.NO_RULE)


def test_an_outbound_conversation_is_not_asked_about_unless_a_survey_says_so():
    outbound = replace(CLOSING, direction="OUTBOUND")

    decision = decide(outbound, [DEFAULT_SURVEY], ANYONE)

    assert decision == Suppress(SuppressReason.NO_RULE)


def test_the_first_survey_that_fits_is_used():
    sales = SurveyRule(name="sales", rating=RatingType.NPS, queues=("Sales",))
    first = SurveyRule(name="first", rating=RatingType.THUMBS)
    second = SurveyRule(name="second", rating=RatingType.CSAT)

    decision = decide(CLOSING, [sales, first, second], ANYONE)

    assert decision == Ask(first)


def test_the_first_survey_that_fits_decides_even_when_it_samples_nobody():
    nobody = SurveyRule(name="nobody", rating=RatingType.CSAT, sample=0.0)

    decision = decide(CLOSING, [nobody, DEFAULT_SURVEY], ANYONE)

    assert decision == Suppress(SuppressReason.NOT_SAMPLED)


@pytest.mark.parametrize(
    ("change", "rules", "reachable", "reason"),
    [
        ({"customer": COLLEAGUE, "agent": None}, [], no_one, "internal"),
        ({"agent": None}, [], no_one, "no rule"),
        ({"agent": None}, [rule(sample=0.0)], no_one, "not sampled"),
        ({"agent": None}, [rule()], no_one, "no agent"),
        ({"agent": None, "is_abandoned": True}, [rule()], no_one, "abandoned"),
        ({}, [rule()], no_one, "unreachable"),
    ],
)
def test_the_first_reason_in_order_is_given(change, rules, reachable, reason):
    decision = decide(replace(CLOSING, **change), rules, outlook(reachable))

    assert decision == Suppress(reason)


def test_nobody_is_looked_up_who_would_not_be_asked():
    def unexpected(closing, rule):
        pytest.fail("asked whether the customer can be reached")

    decision = decide(replace(CLOSING, agent=None), [rule()], outlook(unexpected))

    assert decision == Suppress(SuppressReason.NO_AGENT)


@pytest.mark.parametrize(
    ("lists", "reason"),
    [
        ({"without_queues": ("returns",)}, "queue left out"),
        ({"without_queues": ("queue-1",)}, "queue left out"),
        ({"without_agents": ("grace",)}, "agent left out"),
        ({"without_agents": ("somebody", "agent-1")}, "agent left out"),
        ({"without_agents": ("Grace",), "without_queues": ("Returns",)}, "queue left out"),
    ],
)
def test_who_and_what_is_left_out_is_not_asked_about_by_a_later_survey_either(lists, reason):
    decision = decide(CLOSING, [rule(**lists), DEFAULT_SURVEY], ANYONE)

    assert decision == Suppress(reason)


@pytest.mark.parametrize(
    "lists", [{"without_queues": ("Return",)}, {"without_agents": ("Grace Hopper", "tag-1")}]
)
def test_whoever_is_not_on_the_list_is_asked_about(lists):
    assert decide(CLOSING, [rule(**lists)], ANYONE) == Ask(rule(**lists))


def test_a_conversation_without_agent_and_queue_is_on_no_list():
    lists = {"without_queues": ("None",), "without_agents": ("None",)}
    bare = replace(CLOSING, queue_id=None, queue_name=None, agent=None)

    assert decide(bare, [rule(**lists)], ANYONE) == Suppress("no agent")


@pytest.mark.parametrize(("late", "is_asked"), [(0, True), (DAY, True), (DAY + 1, False)])
def test_a_closing_heard_of_later_than_the_limit_is_not_asked_about(late, is_asked):
    one_day = rule(max_age=timedelta(days=1))

    decision = decide(CLOSING, [one_day], outlook(now=CLOSING.closed_at + late))

    assert decision == (Ask(one_day) if is_asked else Suppress("too old"))


def test_who_opted_out_is_not_asked_whatever_the_cool_down():
    decision = decide(CLOSING, [rule(cooldown=timedelta(0))], outlook(past=KnownPast(is_out=True)))

    assert decision == Suppress("opted out")


@pytest.mark.parametrize(
    ("ago", "is_asked"), [(1, False), (30 * DAY - 1, False), (30 * DAY, True), (90 * DAY, True)]
)
def test_who_was_offered_the_same_rating_type_within_the_cool_down_is_left_alone(ago, is_asked):
    past = KnownPast(asked={RatingType.CSAT: CLOSING.closed_at - ago})

    decision = decide(CLOSING, [rule()], outlook(past=past))

    assert decision == (Ask(rule()) if is_asked else Suppress("cool-down"))


def test_an_offer_of_another_rating_type_starts_no_cool_down():
    past = KnownPast(asked={RatingType.NPS: CLOSING.closed_at - 1})

    assert decide(CLOSING, [rule()], outlook(past=past)) == Ask(rule())


def test_the_cool_down_is_judged_by_when_the_customer_would_be_asked():
    past = KnownPast(asked={RatingType.CSAT: CLOSING.closed_at - 29 * DAY})
    patient = rule(delay=timedelta(days=1))

    assert decide(CLOSING, [patient], outlook(past=past)) == Ask(patient)


def test_the_cool_down_is_judged_by_the_present_when_the_event_came_late():
    past = KnownPast(asked={RatingType.CSAT: CLOSING.closed_at - 29 * DAY})
    late = outlook(past=past, now=CLOSING.closed_at + DAY)

    assert decide(CLOSING, [rule()], late) == Ask(rule())


def test_nobodys_past_is_looked_up_who_would_not_be_asked():
    class Unexpected:
        def is_opted_out(self, closing):
            pytest.fail("asked about a customer's past")

    decision = decide(CLOSING, [rule()], outlook(no_one, past=Unexpected()))

    assert decision == Suppress("unreachable")


def test_the_reasons_are_worded_for_the_record():
    assert [str(reason) for reason in SuppressReason] == [
        "internal",
        "no rule",
        "queue left out",
        "agent left out",
        "not sampled",
        "abandoned",
        "no agent",
        "unreachable",
        "too old",
        "opted out",
        "cool-down",
        "anonymised",
        "side conversation",
        "forwarded",
        "already asked",
    ]
