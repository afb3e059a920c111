"""Whether a survey's conditions hold for a conversation."""

from collections.abc import Iterable

from service.lifecycle.record import Closing
from service.rules.survey_rule import SurveyRule


def conditions_hold(rule: SurveyRule, closing: Closing) -> bool:
    """Whether every condition of the rule holds. Upper and lower case are the same everywhere."""
    tags = [text for tag in closing.tags for text in (tag.id, tag.name)]
    return (
        _one_fits(rule.channels, [closing.channel])
        and _one_fits(rule.directions, [closing.direction])
        and _one_fits(rule.queues, [closing.queue_id, closing.queue_name])
        and _one_fits(rule.contact_points, [closing.contact_point])
        and _one_fits(rule.tags, tags)
        and _folded(rule.without_tags).isdisjoint(_folded(tags))
    )


def _one_fits(wanted: tuple[str, ...], values: Iterable[str | None]) -> bool:
    return not wanted or not _folded(wanted).isdisjoint(_folded(values))


def _folded(texts: Iterable[str | None]) -> frozenset[str]:
    return frozenset(text.casefold() for text in texts if text is not None)
