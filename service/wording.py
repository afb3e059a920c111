"""The words that the page, the mail and the message share."""

from dataclasses import dataclass

from service.ratings import RatingType

RECOMMEND = "How likely is it that you would recommend us to a friend or colleague?"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a scale, as customers read it.

    Args:
        value: the rating it stands for.
        word: what it says.
        tone: `low`, `middle` or `high`: which question follows it.
    """

    value: int
    word: str
    tone: str


_CSAT = (
    Choice(1, "Very dissatisfied", "low"),
    Choice(2, "Dissatisfied", "low"),
    Choice(3, "Neutral", "middle"),
    Choice(4, "Satisfied", "high"),
    Choice(5, "Very satisfied", "high"),
)
_THUMBS = (
    Choice(1, "Yes, it helped", "high"),
    Choice(0, "No, it didn’t", "low"),
)
_NPS_TONES = ("low",) * 7 + ("middle",) * 2 + ("high",) * 2

CHOICES: dict[RatingType, tuple[Choice, ...]] = {
    RatingType.CSAT: _CSAT,
    RatingType.NPS: tuple(Choice(value, str(value), tone) for value, tone in enumerate(_NPS_TONES)),
    RatingType.THUMBS: _THUMBS,
}
"""The answers of each scale, in the order they are shown."""


def question(rating_type: RatingType, *, agent: str | None, own: str | None = None) -> str:
    """What a survey asks.

    Args:
        rating_type: the scale.
        agent: the handling agent's name, if it is known.
        own: the rule's own question, which wins.
    """
    if own:
        return own
    if rating_type is RatingType.NPS:
        return RECOMMEND
    return f"How was the help you got from {agent}?" if agent else "How was our help?"
