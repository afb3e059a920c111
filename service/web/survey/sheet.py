"""What the survey page asks, before anything is chosen or typed."""

from dataclasses import dataclass

from service.lifecycle.record import Survey
from service.ratings import RatingType
from service.rules.survey_rule import Brand, SurveyRule
from service.wording import named, question


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All that is needed to draw the page, so that the page itself can carry it along.

    Args:
        rating_type: the scale.
        question: the sentence above it.
        subject: what the conversation was about.
        closed_at: when the conversation closed, in milliseconds since the epoch.
        brand: who asks.
        language: what all of it is said in.
        asks_solved: whether it also asks if the problem was solved.
    """

    rating_type: RatingType
    question: str
    subject: str | None
    closed_at: int
    brand: Brand
    language: str
    asks_solved: bool


def sheet_for(survey: Survey, rule: SurveyRule, *, language: str) -> Sheet:
    """The sheet of a survey, in the words of the rule that asked for it.

    Args:
        survey: one that was offered, so that its rating type is known.
        rule: the survey's rule, or what stands in for it.
        language: what it is asked in.

    Raises:
        ValueError: the survey was never offered.
    """
    if survey.rating_type is None:
        raise ValueError("a survey without a rating type was never offered")
    agent, own = named(survey.agent_name, rule.agent_name), rule.question
    return Sheet(
        rating_type=survey.rating_type,
        question=question(survey.rating_type, agent=agent, own=own, language=language),
        subject=survey.closing.subject,
        closed_at=survey.closing.closed_at,
        brand=rule.brand,
        language=language,
        asks_solved=rule.ask_solved,
    )
