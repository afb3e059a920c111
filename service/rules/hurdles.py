"""What may keep a customer from being asked although a survey's conditions fit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from service.lifecycle.record import Closing
from service.rules.conditions import is_listed
from service.rules.past import Past
from service.rules.reasons import SuppressReason
from service.rules.sampling import is_sampled
from service.rules.survey_rule import SurveyRule
from service.rules.timing import asking_times, in_milliseconds

Reachable = Callable[[Closing, SurveyRule], tuple[str, ...]]
"""The delivery methods of a survey that can reach a customer, the preferred one first."""


@dataclass(frozen=True, slots=True)
class Hurdle:
    """One of them: the reason it would be, and whether it is."""

    reason: SuppressReason
    stands: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a decision rests on besides the closing and the surveys.

    Args:
        reachable: whom the ways of delivery reach.
        past: of customers.
        now: when it is decided, in milliseconds.
    """

    reachable: Reachable
    past: Past
    now: int


def hurdles(closing: Closing, rule: SurveyRule, outlook: Outlook) -> Iterator[Hurdle]:
    """Every hurdle in order, each looked at only when it is asked for: the past comes last."""
    agent = closing.agent
    queue = (closing.queue_name, closing.queue_id)
    yield Hurdle(SuppressReason.QUEUE_LEFT_OUT, is_listed(rule.without_queues, queue))
    names = (agent.name, agent.id) if agent else ()
    yield Hurdle(SuppressReason.AGENT_LEFT_OUT, is_listed(rule.without_agents, names))
    yield Hurdle(SuppressReason.NOT_SAMPLED, not is_sampled(closing, share=rule.sample))
    yield Hurdle(SuppressReason.ABANDONED, closing.is_abandoned and agent is None)
    yield Hurdle(SuppressReason.NO_AGENT, agent is None)
    yield Hurdle(SuppressReason.UNREACHABLE, not outlook.reachable(closing, rule))
    too_old = outlook.now - closing.closed_at > in_milliseconds(rule.max_age)
    yield Hurdle(SuppressReason.TOO_OLD, too_old)
    yield Hurdle(SuppressReason.OPTED_OUT, outlook.past.is_opted_out(closing))
    yield Hurdle(SuppressReason.COOL_DOWN, _is_cooling_down(closing, rule, outlook))


def _is_cooling_down(closing: Closing, rule: SurveyRule, outlook: Outlook) -> bool:
    """Whether the last offer will be too recent when this one is due."""
    asked_at = outlook.past.asked_at(closing, rule.rating)
    asking_at = max(outlook.now, asking_times(closing, rule).offer_due_at)
    return asked_at > 0 and asking_at - asked_at < in_milliseconds(rule.cooldown)
