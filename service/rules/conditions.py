"""A survey's conditions, held against a conversation."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from service.lifecycle.record import Closing
from service.rules.survey_rule import SurveyRule

_Names = tuple[str | None, ...]
"""All that one thing goes by, such as a queue's name and its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """How one condition turned out.

    Args:
        key: its key in `surveys.toml`.
        wanted: what the survey says; never empty.
        found: what the conversation has, for people to read.
        holds: whether that fits.
    """

    key: str
    wanted: tuple[str, ...]
    found: tuple[str, ...]
    holds: bool


def checks(rule: SurveyRule, closing: Closing) -> Iterator[Check]:
    """Every condition that the survey sets; all must hold. Upper and lower case are the same."""
    tags = [(tag.name, tag.id) for tag in closing.tags]
    yield from _one_of("channels", rule.channels, [(closing.channel,)])
    yield from _one_of("directions", rule.directions, [(closing.direction,)])
    yield from _one_of("queues", rule.queues, [(closing.queue_name, closing.queue_id)])
    yield from _one_of("contact_points", rule.contact_points, [(closing.contact_point,)])
    yield from _one_of("tags", rule.tags, tags)
    yield from _none_of("without_tags", rule.without_tags, tags)


def is_listed(listed: tuple[str, ...], names: _Names) -> bool:
    """Whether a list names a thing by one of its names."""
    return _meet(listed, [names])


def _one_of(key: str, wanted: tuple[str, ...], things: Sequence[_Names]) -> Iterator[Check]:
    if wanted:
        yield Check(key=key, wanted=wanted, found=_labels(things), holds=_meet(wanted, things))


def _none_of(key: str, unwanted: tuple[str, ...], things: Sequence[_Names]) -> Iterator[Check]:
    if unwanted:
        holds = not _meet(unwanted, things)
        yield Check(key=key, wanted=unwanted, found=_labels(things), holds=holds)


def _meet(listed: tuple[str, ...], things: Sequence[_Names]) -> bool:
    names = (name for names in things for name in names)
    return not _folded(listed).isdisjoint(_folded(names))


def _folded(texts: Iterable[str | None]) -> frozenset[str]:
    return frozenset(text.casefold() for text in texts if text is not None)


def _labels(things: Sequence[_Names]) -> tuple[str, ...]:
    known = (tuple(filter(None, names)) for names in things)
    return tuple(f"{names[0]} ({names[1]})" if names[1:] else names[0] for names in known if names)
