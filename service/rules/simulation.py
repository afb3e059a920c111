"""What a set of surveys would have done with conversations that have closed. Pure: no I/O."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from operator import itemgetter
from typing import NamedTuple

from service.lifecycle.record import Closing
from service.rules.decide import Explanation, Suppress, explain
from service.rules.hurdles import Outlook, Reachable
from service.rules.past import BlankPast, Past
from service.rules.reasons import SuppressReason
from service.rules.survey_rule import SurveyRule
from service.rules.timing import asking_times, in_milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What conversations that were decided alike have in common.

    Args:
        channel: as the event named it.
        queue: its name, or its id if it has none; None for no queue.
        survey: the survey that decided; None if none fits or it was not asked for.
        way: the way that would be tried first; None if nobody is asked.
        reason: why nobody is asked; None if somebody is.
    """

    channel: str
    queue: str | None
    survey: str | None
    way: str | None
    reason: SuppressReason | None


@dataclass(slots=True)
class Simulation:
    """The sum over many conversations.

    Args:
        cases: how many conversations went which way.
        closings: how often they closed in all.
        first_at: when the earliest of the closings happened, in milliseconds.
        last_at: when the latest did.
    """

    cases: Counter[Case] = field(default_factory=Counter)
    closings: int = 0
    first_at: float = inf
    last_at: float = -inf

    def add(self, closings: Sequence[Closing], case: Case) -> None:
        """Count a conversation with all of its closings."""
        self.cases[case] += 1
        self.closings += len(closings)
        self.first_at = min(self.first_at, *(closing.closed_at for closing in closings))
        self.last_at = max(self.last_at, *(closing.closed_at for closing in closings))


def simulate(
    conversations: Iterable[Sequence[Closing]],
    rules: Sequence[SurveyRule],
    *,
    reachable: Reachable,
    past: Past | None = None,
) -> Simulation:
    """Decide about each conversation once, however often it closed.

    Cool-downs count within what is replayed, too: whoever would be asked first starts them. So they
    are gone through at the end, in the order in which customers would be asked.

    Args:
        conversations: the closings of each, at least one.
        rules: the surveys in the file's order.
        reachable: which ways reach a customer.
        past: what is known of customers from before; None for nothing.
    """
    simulation, askings, past = Simulation(), list[_Asking](), past or BlankPast()
    for closings in conversations:
        closing = max(closings, key=_weight)
        outlook = Outlook(reachable=reachable, past=past, now=closing.closed_at)
        explanation = explain(closing, rules, outlook)
        case = _case(closing, explanation)
        simulation.add(closings, case)
        if explanation.rule and case.way:
            askings.append(_asking(closing, explanation.rule, case))
    _cool_down(simulation, askings)
    return simulation


class _Asking(NamedTuple):
    at: int
    whom: int
    cooldown: int
    case: Case


def _asking(closing: Closing, rule: SurveyRule, case: Case) -> _Asking:
    # A number for the customer's clock takes a third of what its name would, of which there may be
    # a hundred thousand.
    whom = hash((closing.organization, closing.customer.id, rule.rating))
    at = asking_times(closing, rule).offer_due_at
    return _Asking(at, whom, in_milliseconds(rule.cooldown), case)


def _cool_down(simulation: Simulation, askings: list[_Asking]) -> None:
    """Take those back who would have been asked not long before."""
    asked_at: dict[int, int] = {}
    for at, whom, cooldown, case in sorted(askings, key=itemgetter(0)):
        if whom in asked_at and at - asked_at[whom] < cooldown:
            simulation.cases[case] -= 1
            simulation.cases[replace(case, way=None, reason=SuppressReason.COOL_DOWN)] += 1
        else:
            asked_at[whom] = at
    simulation.cases = +simulation.cases


def _weight(closing: Closing) -> tuple[bool, bool, int]:
    """The record prefers alike: one that names an agent, then an abandoned one, then the latest."""
    return closing.agent is not None, closing.is_abandoned, closing.closed_at


def _case(closing: Closing, explanation: Explanation) -> Case:
    decision = explanation.decision
    return Case(
        channel=closing.channel,
        queue=closing.queue_name or closing.queue_id,
        survey=explanation.rule.name if explanation.rule else None,
        way=explanation.ways[0] if explanation.ways else None,
        reason=decision.reason if isinstance(decision, Suppress) else None,
    )
