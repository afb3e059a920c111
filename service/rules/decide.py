"""Whether a closed conversation's customer is asked, by which survey, and why. Pure: no I/O."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from service.lifecycle.record import Closing
from service.rules.conditions import Check, checks
from service.rules.hurdles import Hurdle, Outlook, hurdles
from service.rules.reasons import SuppressReason
from service.rules.survey_rule import SurveyRule


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
        hurdles: what could have kept the customer from being asked, in order: up to what did.
        ways: the delivery methods that can reach the customer; empty unless they are asked.
    """

    decision: Ask | Suppress
    candidates: tuple[Candidate, ...] = ()
    hurdles: tuple[Hurdle, ...] = ()
    ways: tuple[str, ...] = ()

    @property
    def rule(self) -> SurveyRule | None:
        """The survey that decided; None if there was none."""
        last = self.candidates[-1] if self.candidates else None
        return last.rule if last and last.fits else None


def decide(closing: Closing, rules: Sequence[SurveyRule], outlook: Outlook) -> Ask | Suppress:
    """Decide about one closing. The same closing, rules and outlook always give the same decision.

    Args:
        closing: the conversation as it closed.
        rules: the surveys in the file's order; the first whose conditions hold is used.
        outlook: whom a link reaches, and what is known of customers; asked last.
    """
    return explain(closing, rules, outlook).decision


def explain(closing: Closing, rules: Sequence[SurveyRule], outlook: Outlook) -> Explanation:
    """Decide, as `decide` does, and tell how."""
    if closing.customer.is_member:
        return Explanation(decision=Suppress(SuppressReason.INTERNAL))
    found = Explanation(
        decision=Suppress(SuppressReason.NO_RULE),
        candidates=tuple(_up_to_the_first_that_fits(closing, rules)),
    )
    if found.rule is None:
        return found
    taken = tuple(_up_to_the_first_that_stands(closing, found.rule, outlook))
    if taken[-1].stands:
        return replace(found, decision=Suppress(taken[-1].reason), hurdles=taken)
    ways = outlook.reachable(closing, found.rule)
    return replace(found, decision=Ask(found.rule), hurdles=taken, ways=ways)


def _up_to_the_first_that_fits(
    closing: Closing, rules: Sequence[SurveyRule]
) -> Iterator[Candidate]:
    for rule in rules:
        candidate = Candidate(rule, tuple(checks(rule, closing)))
        yield candidate
        if candidate.fits:
            return


def _up_to_the_first_that_stands(
    closing: Closing, rule: SurveyRule, outlook: Outlook
) -> Iterator[Hurdle]:
    for hurdle in hurdles(closing, rule, outlook):
        yield hurdle
        if hurdle.stands:
            return
