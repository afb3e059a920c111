"""Whether a closed conversation's customer is asked, and by which survey. Pure: no I/O."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.lifecycle.record import Closing
from service.rules.conditions import conditions_hold
from service.rules.sampling import is_sampled
from service.rules.survey_rule import SurveyRule


class SuppressReason(StrEnum):
    """Why nobody is asked about a closing."""

    INTERNAL = "internal"
    NO_RULE = "no rule"
    NOT_SAMPLED = "not sampled"
    NO_AGENT = "no agent"
    UNREACHABLE = "unreachable"
    ALREADY_ASKED = "already asked"
    COOL_DOWN = "cool-down"


@dataclass(frozen=True, slots=True)
class Ask:
    """The customer is asked by this survey."""

    rule: SurveyRule


@dataclass(frozen=True, slots=True)
class Suppress:
    """Nobody is asked, for this reason."""

    reason: SuppressReason


def decide(
    closing: Closing,
    rules: Sequence[SurveyRule],
    *,
    reachable: Callable[[Closing, SurveyRule], tuple[str, ...]],
) -> Ask | Suppress:
    """Decide about one closing. The same closing and rules always give the same decision.

    Args:
        closing: the conversation as it closed.
        rules: the surveys in the file's order; the first whose conditions hold is used.
        reachable: the delivery methods that can reach the customer; asked last, and only if the
            customer would be asked.
    """
    if closing.customer.is_member:
        return Suppress(SuppressReason.INTERNAL)
    rule = next((rule for rule in rules if conditions_hold(rule, closing)), None)
    if rule is None:
        return Suppress(SuppressReason.NO_RULE)
    if not is_sampled(closing, share=rule.sample):
        return Suppress(SuppressReason.NOT_SAMPLED)
    if closing.agent is None:
        return Suppress(SuppressReason.NO_AGENT)
    if not reachable(closing, rule):
        return Suppress(SuppressReason.UNREACHABLE)
    return Ask(rule)
