"""When a customer is asked, and how long they can answer."""

from dataclasses import dataclass
from datetime import timedelta

from service.lifecycle.record import Closing
from service.rules.survey_rule import SurveyRule


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingTimes:
    """Both in milliseconds since the epoch.

    Args:
        offer_due_at: not before this is anything offered.
        expires_at: from here on the link can't be answered any more.
    """

    offer_due_at: int
    expires_at: int


def asking_times(closing: Closing, rule: SurveyRule) -> AskingTimes:
    """The times of asking about a closing: they follow from when it closed, not when we heard."""
    offer_due_at = closing.closed_at + in_milliseconds(rule.delay)
    expires_at = offer_due_at + in_milliseconds(rule.expires)
    return AskingTimes(offer_due_at=offer_due_at, expires_at=expires_at)


def reminder_due_at(rule: SurveyRule, *, invited_at: int, expires_at: int) -> int | None:
    """When a customer who has not answered is reminded, in milliseconds since the epoch.

    Args:
        rule: the rule that asked, or what stands in for it.
        invited_at: when the link was delivered.
        expires_at: there is no reminder of a link that can't be answered any more.

    Returns:
        The time; None for never.
    """
    if rule.reminder is None:
        return None
    due_at = invited_at + in_milliseconds(rule.reminder)
    return due_at if due_at < expires_at else None


def in_milliseconds(length: timedelta) -> int:
    """A length of time in whole milliseconds."""
    return round(length.total_seconds() * 1000)
