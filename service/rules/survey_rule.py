"""One survey of `surveys.toml`: whom it asks, when and how."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from service.languages.spoken import LANGUAGES
from service.ratings import RatingType

DELIVERY_METHODS = ("email", "message", "webhook")
AGENT_NAMES = ("first", "full", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """Who asks, as the customer sees it.

    Args:
        color: `#rrggbb`.
        logo: the picture's https address.
        privacy_url: the privacy notice's https address.
    """

    name: str | None = None
    color: str | None = None
    logo: str | None = None
    privacy_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyRule:
    """A survey and the conditions under which it is used. Each default is what "left out" means.

    Args:
        channels: with the other conditions down to `contact_points`, one of these must fit
            the conversation; an empty list always holds.
        queues: each a name or an id.
        tags: each a name or an id; the conversation must have at least one.
        without_tags: the conversation must have none of these.
        contact_points: our own addresses that the customer wrote to.
        without_queues: each a name or an id; a conversation in one of them is never asked about,
            by no other survey either.
        without_agents: the same of agents.
        delay: from closing to asking.
        max_age: a closing that we hear of later than this is not asked about.
        expires: how long an invitation can be answered.
        reminder: from the invitation to the one reminder; None for no reminder.
        cooldown: how long a customer is left alone after being asked.
        hold: how long a confirmed answer can be changed before it is submitted.
        sample: the share of conversations that are asked, 0 to 1.
        deliver: delivery methods, the preferred one first.
        languages: tags of the languages offered; the first is the fallback.
        question: our own wording by language tag.
        ask_solved: whether to ask, beside the rating, if the problem was solved.
        agent_name: how much of the agent's name customers see: `first`, `full` or `none`.
    """

    name: str
    rating: RatingType
    channels: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    directions: tuple[str, ...] = ("INBOUND",)
    tags: tuple[str, ...] = ()
    without_tags: tuple[str, ...] = ()
    contact_points: tuple[str, ...] = ()
    without_queues: tuple[str, ...] = ()
    without_agents: tuple[str, ...] = ()
    delay: timedelta = timedelta(0)
    max_age: timedelta = timedelta(days=7)
    expires: timedelta = timedelta(days=14)
    reminder: timedelta | None = None
    cooldown: timedelta = timedelta(days=30)
    hold: timedelta = timedelta(minutes=5)
    sample: float = 1.0
    deliver: tuple[str, ...] = ("email", "message")
    languages: tuple[str, ...] = LANGUAGES
    question: Mapping[str, str] = field(default_factory=dict)
    agent_name: str = "first"
    ask_solved: bool = False
    brand: Brand = Brand()


DEFAULT_SURVEY = SurveyRule(name="default", rating=RatingType.CSAT)
"""The survey that is used when no file says otherwise."""


def rule_named(name: str | None, rules: Iterable[SurveyRule]) -> SurveyRule | None:
    """The rule of that name, if there is one."""
    return next((rule for rule in rules if rule.name == name), None)


def rule_that_asked(name: str | None, rules: Iterable[SurveyRule]) -> SurveyRule:
    """The rule that a survey was asked by.

    Args:
        name: that the survey remembers.
        rules: those there are now. If that one is gone, the default survey's words and looks stand
            in for it, in the mail and on the page alike.
    """
    return rule_named(name, rules) or DEFAULT_SURVEY
