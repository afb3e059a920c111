"""Whether a closed conversation's customer is asked, by which survey, and why. Pure: no I/O."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from service.lifecycle.record import Closing
from service.rules.conditions import Check, checks
from service.rules.sampling import is_sampled
from service.rules.survey_rule import SurveyRule

Reachable = Callable[[Closing, SurveyRule], tuple[str, ...]]
"""The delivery methods of a survey that can reach a customer, the preferred one first."""


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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A survey that was looked at, and how each condition it sets turned out."""

    rule: SurveyRule
    checks: tuple[Check, ...]

    @property
    def fits(self) -> bool:
        """Whether every condition holds."""
        return all(check.holds for check in self.checks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A decision, and how it came about.

    Args:
        decision: what was decided.
        candidates: the surveys that were looked at, in order: up to the first that fits.
        ways: the delivery methods that can reach the customer; empty unless they are asked.
    """

    decision: Ask | Suppress
    candidates: tuple[Candidate, ...] = ()
    ways: tuple[str, ...] = ()

    @property
    def rule(self) -> SurveyRule | None:
        """The survey that decided; None if there was none."""
        last = self.candidates[-1] if self.candidates else None
        return last.rule if last and last.fits else None


def decide(
    closing: Closing, rules: Sequence[SurveyRule], *, reachable: Reachable
) -> Ask | Suppress:
    """Decide about one closing. The same closing and rules always give the same decision.

    Args:
        closing: the conversation as it closed.
        rules: the surveys in the file's order; the first whose conditions hold is used.
        reachable: asked last, and only if the customer would be asked.
    """
    return explain(closing, rules, reachable=reachable).decision


def explain(closing: Closing, rules: Sequence[SurveyRule], *, reachable: Reachable) -> Explanation:
    """Decide, as `decide` does, and tell how."""
    if closing.customer.is_member:
        return Explanation(decision=Suppress(SuppressReason.INTERNAL))
    found = Explanation(
        decision=Suppress(SuppressReason.NO_RULE),
        candidates=tuple(_up_to_the_first_that_fits(closing, rules)),
    )
    if found.rule is None:
        return found
    decision, ways = _decide_by(found.rule, closing, reachable)
    return replace(found, decision=decision, ways=ways)


def _up_to_the_first_that_fits(
    closing: Closing, rules: Sequence[SurveyRule]
) -> Iterator[Candidate]:
    for rule in rules:
        candidate = Candidate(rule, tuple(checks(rule, closing)))
        yield candidate
        if candidate.fits:
            return


def _decide_by(
    rule: SurveyRule, closing: Closing, reachable: Reachable
) -> tuple[Ask | Suppress, tuple[str, ...]]:
    if not is_sampled(closing, share=rule.sample):
        return Suppress(SuppressReason.NOT_SAMPLED), ()
    if closing.agent is None:
        return Suppress(SuppressReason.NO_AGENT), ()
    ways = reachable(closing, rule)
    return (Ask(rule) if ways else Suppress(SuppressReason.UNREACHABLE)), ways
