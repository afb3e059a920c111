"""What is brought to the customer, by whichever way."""

from dataclasses import dataclass
from enum import StrEnum

from service.languages.choice import choose
from service.lifecycle.record import Survey
from service.rules.survey_rule import Brand, SurveyRule
from service.wording import CHOICES, Choice, named, question


class Purpose(StrEnum):
    """What the link is brought for."""

    INVITATION = "invitation"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One asking, ready to be written.

    Args:
        survey: whom it is for and what about.
        url: the survey's page; it holds the token, so it is never logged.
        language: the tag of the language it is written in.
        question: in words.
        choices: the answers of the scale.
        brand: who asks.
        purpose: whether it is the first one or the reminder.
    """

    survey: Survey
    url: str
    language: str
    question: str
    choices: tuple[Choice, ...]
    brand: Brand
    purpose: Purpose

    @property
    def unsubscribe_url(self) -> str:
        """Where the customer asks never to be asked again."""
        return f"{self.url}/unsubscribe"

    @property
    def delivery_id(self) -> str:
        """Names this delivery, whenever and by whichever way it is made or made again."""
        is_first = self.purpose is Purpose.INVITATION
        return self.survey.id if is_first else f"{self.survey.id}-{self.purpose}"


def invitation(
    survey: Survey, rule: SurveyRule, *, url: str, purpose: Purpose = Purpose.INVITATION
) -> Invitation:
    """The invitation to a survey that has been offered.

    Args:
        survey: its rating type is known.
        rule: the rule that asked, or what stands in for it.
        url: the survey's page.
        purpose: whether it is the first one or the reminder.
    """
    rating_type = survey.asked_type
    language = choose((survey.language,), rule.languages)
    agent, own = named(survey.agent_name, rule.agent_name), rule.question
    return Invitation(
        survey=survey,
        url=url,
        language=language,
        question=question(rating_type, agent=agent, own=own, language=language),
        choices=CHOICES[rating_type],
        brand=rule.brand,
        purpose=purpose,
    )
