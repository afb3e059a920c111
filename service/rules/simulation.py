"""What a set of surveys would have done with conversations that have closed. Pure: no I/O."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import inf

from service.lifecycle.record import Closing
from service.rules.decide import Explanation, Suppress, explain
from service.rules.hurdles import Outlook, Reachable
from service.rules.past import BlankPast
from service.rules.reasons import SuppressReason
from service.rules.survey_rule import SurveyRule


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
    """The sum over many conversations; it does not grow with their number.

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
) -> Simulation:
    """Decide about each conversation once, however often it closed.

    Args:
        conversations: the closings of each, at least one.
        rules: the surveys in the file's order.
        reachable: which ways reach a customer.
    """
    simulation = Simulation()
    for closings in conversations:
        closing = max(closings, key=_weight)
        outlook = Outlook(reachable=reachable, past=BlankPast(), now=closing.closed_at)
        explanation = explain(closing, rules, outlook)
        simulation.add(closings, _case(closing, explanation))
    return simulation


def _weight(closing: Closing) -> tuple[bool, int]:
    """The record prefers alike: a closing that names an agent, then the latest."""
    return closing.agent is not None, closing.closed_at


def _case(closing: Closing, explanation: Explanation) -> Case:
    decision = explanation.decision
    return Case(
        channel=closing.channel,
        queue=closing.queue_name or closing.queue_id,
        survey=explanation.rule.name if explanation.rule else None,
        way=explanation.ways[0] if explanation.ways else None,
        reason=decision.reason if isinstance(decision, Suppress) else None,
    )
