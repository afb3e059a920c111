"""What is known of a survey, as texts to be put into sentences."""

from service.cli.times import utc
from service.lifecycle.record import Survey
from service.ratings import SCALES, RatingType
from service.rules.reasons import IN_WORDS
from service.wording import CHOICES

_BECAUSE = {str(reason): f", because {words}" for reason, words in IN_WORDS.items()}


def survey_words(survey: Survey, reason: str | None) -> dict[str, str]:
    """The texts by name, such as `agent` or `expires_at`.

    Args:
        survey: whose they are; what it does not have yet is empty.
        reason: of what is told; `because` says it in words if it is one of those not to ask.
    """
    agent = survey.closing.agent
    return {
        "agent": agent.name or agent.id if agent else "",
        "a_rating": _a_rating(survey.rating_type),
        "answer": _answer(survey),
        "because": _BECAUSE.get(reason or "", ""),
        "expires_at": f"{utc(survey.expires_at)} UTC" if survey.expires_at else "",
        "reason": printable(reason or ""),
        "survey": printable(survey.rule or "unknown"),
    }


def printable(text: str) -> str:
    """A text in one line, without what a terminal would obey."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _a_rating(rating_type: RatingType | None) -> str:
    article = "an" if rating_type is RatingType.NPS else "a"
    return f"{article} {rating_type} rating" if rating_type else "a rating"


def _answer(survey: Survey) -> str:
    if survey.rating is None or survey.rating_type is None:
        return ""
    comment = f" and wrote: “{printable(survey.comment)}”" if survey.comment else ""
    solved = {None: "", True: ", problem solved", False: ", problem not solved"}[survey.solved]
    return _rating(survey.rating_type, survey.rating) + solved + comment


def _rating(rating_type: RatingType, rating: int) -> str:
    word = next(choice.word for choice in CHOICES[rating_type] if choice.value == rating)
    if rating_type is RatingType.THUMBS:
        return f"“{word}”"
    number = f"{rating} out of {SCALES[rating_type].highest}"
    return number if word == str(rating) else f"{number} ({word})"
