"""A decision and how it came about, in plain words."""

from collections.abc import Iterator, Sequence

from service.cli.rules.hurdle_lines import hurdle_lines
from service.cli.times import utc
from service.lifecycle.record import Closing, Person
from service.rules.conditions import Check
from service.rules.decide import Ask, Candidate, Explanation, Suppress
from service.rules.duration import write_duration
from service.rules.reasons import IN_WORDS, SuppressReason
from service.rules.survey_rule import SurveyRule
from service.rules.timing import asking_times

_VERBS = {
    "tags": ("must have", "has", "no tags"),
    "without_tags": ("must not have", "has", "no tags"),
}


def explained(
    explanation: Explanation, closing: Closing, rules: Sequence[SurveyRule]
) -> Iterator[str]:
    """The lines that tell what would happen to a closing, and why.

    Args:
        explanation: how it was decided.
        closing: the conversation as it closed.
        rules: every survey there is, in order.
    """
    yield from _conversation(closing)
    for candidate in explanation.candidates:
        yield ""
        yield from _candidate(candidate)
    yield from _passed_over(explanation, rules)
    yield ""
    if explanation.rule:
        yield from hurdle_lines(explanation, explanation.rule)
        yield ""
    match explanation.decision:
        case Ask(rule):
            yield from _asked(rule, closing, explanation.ways)
        case Suppress(reason):
            yield from _not_asked(reason, explanation.rule, closing)


def _conversation(closing: Closing) -> Iterator[str]:
    yield f"Conversation {closing.conversation}, closed {utc(closing.closed_at)} UTC"
    yield f"  channel   {closing.channel}, {closing.direction}"
    yield f"  queue     {closing.queue_name or closing.queue_id or 'none'}"
    yield f"  agent     {_name(closing.agent)}"
    yield f"  customer  {_name(closing.customer)}, {_address(closing)}"


def _name(person: Person | None) -> str:
    return person.name or person.id if person else "nobody was assigned"


def _address(closing: Closing) -> str:
    return "e-mail address known" if closing.customer.email else "no e-mail address"


def _candidate(candidate: Candidate) -> Iterator[str]:
    yield f'Survey "{candidate.rule.name}" {"fits" if candidate.fits else "does not fit"}:'
    if not candidate.checks:
        yield "  it has no conditions"
    for check in candidate.checks:
        yield f"  {'holds' if check.holds else 'FAILS'}  {_check(check)}"


def _check(check: Check) -> str:
    must, does, none = _VERBS.get(check.key, ("must be", "is", "none"))
    found = ", ".join(check.found) or none
    return f"{check.key}: {must} {' or '.join(check.wanted)}; {does} {found}"


def _passed_over(explanation: Explanation, rules: Sequence[SurveyRule]) -> Iterator[str]:
    count = len(explanation.candidates)
    for rule in rules[count:] if count else ():
        first = explanation.candidates[-1].rule.name
        yield ""
        yield f'Survey "{rule.name}" is not looked at, since "{first}" comes first.'


def _asked(rule: SurveyRule, closing: Closing, ways: Sequence[str]) -> Iterator[str]:
    times = asking_times(closing, rule)
    wait = f"{write_duration(rule.delay)} after closing" if rule.delay else "at once"
    yield f'ASKED for a {rule.rating} rating, by survey "{rule.name}"'
    yield f"  offered   {utc(times.offer_due_at)} UTC, {wait}"
    yield f"  link      by {', or else by '.join(ways)}"
    if rule.reminder:
        yield f"  reminder  {write_duration(rule.reminder)} after the link, once, if unanswered"
    yield f"  expires   {utc(times.expires_at)} UTC, after {write_duration(rule.expires)}"
    if rule.hold:
        yield f"  hold      an answer can be changed for {write_duration(rule.hold)}"
    if rule.sample < 1:
        yield f"  sample    among the {_percent(rule)} of conversations that are asked"


def _not_asked(reason: SuppressReason, rule: SurveyRule | None, closing: Closing) -> Iterator[str]:
    yield f"NOT ASKED ({reason}), because {IN_WORDS[reason]}"
    if reason is SuppressReason.NO_AGENT:
        yield "  if it closes again with an agent, it is decided anew"
    if rule and reason is SuppressReason.NOT_SAMPLED:
        yield f'  survey "{rule.name}" asks {_percent(rule)}, chosen by the conversation\'s id'
    if rule and reason is SuppressReason.UNREACHABLE:
        yield f'  survey "{rule.name}" delivers by {", ".join(rule.deliver)}'
        yield f"  here: {_address(closing)}, channel {closing.channel}"


def _percent(rule: SurveyRule) -> str:
    return f"{rule.sample * 100:.4g} %"
