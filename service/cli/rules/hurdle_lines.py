"""What else must hold once a survey fits, in plain words; some of it only the service can judge."""

from collections.abc import Iterator, Mapping

from service.rules.decide import Explanation
from service.rules.duration import write_duration
from service.rules.reasons import SuppressReason
from service.rules.survey_rule import SurveyRule

_LATER = frozenset({SuppressReason.OPTED_OUT, SuppressReason.COOL_DOWN})
"""Looked up in the record, which is not at hand here."""

_MUST: Mapping[SuppressReason, str] = {
    SuppressReason.QUEUE_LEFT_OUT: "the queue is not one that is left out",
    SuppressReason.AGENT_LEFT_OUT: "the agent is not one who is left out",
    SuppressReason.NOT_SAMPLED: "it is among the {percent} of conversations that are asked about",
    SuppressReason.ABANDONED: "it was not abandoned",
    SuppressReason.NO_AGENT: "somebody was assigned",
    SuppressReason.UNREACHABLE: "a link can reach the customer",
    SuppressReason.TOO_OLD: "we hear of it within {max_age} of its closing",
    SuppressReason.OPTED_OUT: "the customer has not opted out",
    SuppressReason.COOL_DOWN: "the customer was offered no {rating} rating for {cooldown}",
}

_DIXA = (
    "Dixa says that nobody asked already, and that it was not opened again",
    "Dixa says that it is no side conversation or forwarded mail, nor anonymised",
)


def hurdle_lines(explanation: Explanation, rule: SurveyRule) -> Iterator[str]:
    """A line for each hurdle that was looked at; those that only the service can judge are "later".

    Args:
        explanation: how it was decided.
        rule: the survey that fits.
    """
    words = {
        "percent": f"{rule.sample * 100:.4g} %",
        "max_age": write_duration(rule.max_age),
        "cooldown": write_duration(rule.cooldown),
        "rating": str(rule.rating),
    }
    yield "What else must hold:"
    yield "  holds  the customer is no colleague"  # or no survey would have been looked at
    for hurdle in explanation.hurdles:
        yield f"  {_mark(hurdle.reason, hurdle.stands)}  {_MUST[hurdle.reason].format_map(words)}"
    if explanation.ways:
        yield from (f"  later  {line}" for line in _DIXA)


def _mark(reason: SuppressReason, stands: bool) -> str:  # noqa: FBT001 - named by its caller
    if reason in _LATER:
        return "later"
    return "FAILS" if stands else "holds"
