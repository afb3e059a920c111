"""A decision comes with everything that led to it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.lifecycle.record import Closing, Person, Tag
from service.ratings import RatingType
from service.rules.conditions import Check
from service.rules.decide import Ask, Suppress, decide, explain
from service.rules.hurdles import Hurdle, Outlook
from service.rules.past import BlankPast
from service.rules.reasons import SuppressReason
from service.rules.survey_rule import SurveyRule

CLOSING = Closing(
    organization="org-1",
    conversation="4711",
    event_id="event-1",
    closed_at=1_763_719_200_000,
    channel="EMAIL",
    direction="INBOUND",
    customer=Person(id="customer-1", name="Ada"),
    agent=Person(id="agent-1", name="Grace"),
    queue_id="queue-1",
    queue_name="Returns",
    tags=(Tag(id="tag-1", name="VIP"), Tag(id="tag-2", name="refund")),
)
BARE = replace(CLOSING, queue_id=None, queue_name=None, tags=(), agent=None)


def rule(name="support", **conditions):
    return SurveyRule(name=name, rating=RatingType.CSAT, **{"directions": ()} | conditions)


def by_email(closing, rule):
    return ("email",)


def by_nothing(closing, rule):
    return ()


def outlook(reachable):
    return Outlook(reachable=reachable, past=BlankPast(), now=CLOSING.closed_at)


BY_EMAIL = outlook(by_email)


@pytest.mark.parametrize(
    ("conditions", "check"),
    [
        (
            {"channels": ("SMS", "email")},
            Check(key="channels", wanted=("SMS", "email"), found=("EMAIL",), holds=True),
        ),
        (
            {"directions": ("OUTBOUND",)},
            Check(key="directions", wanted=("OUTBOUND",), found=("INBOUND",), holds=False),
        ),
        (
            {"queues": ("queue-1",)},
            Check(key="queues", wanted=("queue-1",), found=("Returns (queue-1)",), holds=True),
        ),
        (
            {"contact_points": ("help@example.com",)},
            Check(key="contact_points", wanted=("help@example.com",), found=(), holds=False),
        ),
        (
            {"tags": ("gold",)},
            Check(
                key="tags", wanted=("gold",), found=("VIP (tag-1)", "refund (tag-2)"), holds=False
            ),
        ),
        (
            {"without_tags": ("tag-2",)},
            Check(
                key="without_tags",
                wanted=("tag-2",),
                found=("VIP (tag-1)", "refund (tag-2)"),
                holds=False,
            ),
        ),
    ],
)
def test_a_condition_tells_what_it_wants_what_there_is_and_whether_that_fits(conditions, check):
    explanation = explain(CLOSING, [rule(**conditions)], BY_EMAIL)

    assert explanation.candidates[0].checks == (check,)


def test_every_condition_is_told_even_after_one_that_fails():
    wants = rule(channels=("SMS",), queues=("Returns",), tags=("gold",))

    explanation = explain(CLOSING, [wants], BY_EMAIL)

    assert [(check.key, check.holds) for check in explanation.candidates[0].checks] == [
        ("channels", False),
        ("queues", True),
        ("tags", False),
    ]


def test_what_a_survey_does_not_ask_for_is_not_told():
    explanation = explain(CLOSING, [rule()], BY_EMAIL)

    assert explanation.candidates[0].checks == ()


def test_what_the_conversation_lacks_is_found_empty():
    wants = rule(queues=("Returns",), tags=("vip",), without_tags=("spam",))

    explanation = explain(BARE, [wants], BY_EMAIL)

    assert [(check.found, check.holds) for check in explanation.candidates[0].checks] == [
        ((), False),
        ((), False),
        ((), True),
    ]


def test_the_surveys_are_told_up_to_the_one_that_fits():
    sales, first, second = rule("sales", queues=("Sales",)), rule("first"), rule("second")

    explanation = explain(CLOSING, [sales, first, second], BY_EMAIL)

    assert [(each.rule.name, each.fits) for each in explanation.candidates] == [
        ("sales", False),
        ("first", True),
    ]
    assert explanation.rule == first
    assert (explanation.decision, explanation.ways) == (Ask(first), ("email",))


@pytest.mark.parametrize("surveys", [[], [rule(queues=("Sales",)), rule(tags=("gold",))]])
def test_where_no_survey_fits_none_has_decided(surveys):
    explanation = explain(CLOSING, surveys, BY_EMAIL)

    assert len(explanation.candidates) == len(surveys)
    assert (explanation.rule, explanation.ways) == (None, ())
    assert explanation.decision == Suppress(SuppressReason.NO_RULE)


def test_for_a_colleague_no_survey_is_looked_at():
    colleague = replace(CLOSING, customer=Person(id="member-1", is_member=True))

    explanation = explain(colleague, [rule()], BY_EMAIL)

    assert explanation.candidates == ()
    assert explanation.decision == Suppress(SuppressReason.INTERNAL)


@pytest.mark.parametrize(
    ("closing", "sample", "reachable", "reason"),
    [
        (CLOSING, 0.0, by_email, SuppressReason.NOT_SAMPLED),
        (BARE, 1.0, by_email, SuppressReason.NO_AGENT),
        (CLOSING, 1.0, by_nothing, SuppressReason.UNREACHABLE),
    ],
)
def test_the_survey_that_fits_but_does_not_ask_is_told_too(closing, sample, reachable, reason):
    fitting = rule(sample=sample)

    explanation = explain(closing, [fitting], outlook(reachable))

    assert explanation.rule == fitting
    assert (explanation.decision, explanation.ways) == (Suppress(reason), ())


def test_the_hurdles_are_told_up_to_the_one_that_stands():
    explanation = explain(BARE, [rule(sample=1.0)], BY_EMAIL)

    assert explanation.hurdles == (
        Hurdle(SuppressReason.QUEUE_LEFT_OUT, stands=False),
        Hurdle(SuppressReason.AGENT_LEFT_OUT, stands=False),
        Hurdle(SuppressReason.NOT_SAMPLED, stands=False),
        Hurdle(SuppressReason.ABANDONED, stands=False),
        Hurdle(SuppressReason.NO_AGENT, stands=True),
    )


def test_whoever_is_asked_has_taken_every_hurdle():
    explanation = explain(CLOSING, [rule()], BY_EMAIL)

    assert explanation.hurdles[-1] == Hurdle(SuppressReason.COOL_DOWN, stands=False)
    assert not any(hurdle.stands for hurdle in explanation.hurdles)


SOME = st.lists(st.sampled_from(["a", "b"]), max_size=2).map(tuple)
RULES = st.lists(
    st.builds(
        rule,
        st.text(max_size=2),
        channels=SOME,
        queues=SOME,
        tags=SOME,
        without_tags=SOME,
        sample=st.sampled_from([0.0, 0.5, 1.0]),
    ),
    max_size=4,
)
TAGS = SOME.map(lambda names: tuple(Tag(id=f"id-{name}", name=name) for name in names))
CLOSINGS = st.builds(
    replace,
    st.just(CLOSING),
    conversation=st.text(max_size=3),
    channel=st.sampled_from("abc"),
    queue_name=st.sampled_from(["a", "b", None]),
    tags=TAGS,
    agent=st.sampled_from([CLOSING.agent, None]),
)


@given(CLOSINGS, RULES, st.sampled_from([by_email, by_nothing]))
def test_what_is_decided_is_what_is_explained(closing, rules, reachable):
    explanation = explain(closing, rules, outlook(reachable))

    assert explanation.decision == decide(closing, rules, outlook(reachable))
    assert not any(each.fits for each in explanation.candidates[:-1])
