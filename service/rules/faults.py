"""Faults of `surveys.toml` as lines: which survey, which key, what is right."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

UNKNOWN_KEY = "is not a known key"

_EXAMPLES = {
    "survey": "[[survey]]",
    "survey.name": 'name = "support"',
    "survey.rating": 'rating = "Csat"',
    "survey.channels": 'channels = ["EMAIL", "WIDGET_CHAT"]',
    "survey.queues": 'queues = ["Returns"]',
    "survey.directions": 'directions = ["INBOUND"]',
    "survey.tags": 'tags = ["vip"]',
    "survey.without_tags": 'without_tags = ["no-survey", "spam"]',
    "survey.contact_points": 'contact_points = ["support@example.com"]',
    "survey.delay": 'delay = "30m"',
    "survey.expires": 'expires = "14d"',
    "survey.cooldown": 'cooldown = "30d"',
    "survey.hold": 'hold = "5m"',
    "survey.sample": "sample = 0.5",
    "survey.deliver": 'deliver = ["email", "message"]',
    "survey.languages": 'languages = ["en", "da"]',
    "survey.question": 'question = { en = "How was our help today?" }',
    "survey.brand": 'brand = { name = "Example" }',
    "survey.brand.name": 'brand = { name = "Example" }',
    "survey.brand.color": 'brand = { color = "#0b5cad" }',
    "survey.brand.logo": 'brand = { logo = "https://example.com/logo.svg" }',
    "survey.brand.privacy_url": 'brand = { privacy_url = "https://example.com/privacy" }',
}
"""What is right, for every key there is."""


def fault_lines(messages: Mapping[Any, Any], surveys: Sequence[object]) -> list[str]:
    """Say every fault in one line.

    Args:
        messages: what marshmallow found, nested by key and position.
        surveys: the surveys as the file has them, to call each by its name.
    """
    return [_fault_line(path, problem, surveys) for path, problem in _leaves(messages)]


def survey_label(surveys: Sequence[object], position: int) -> str:
    """A survey by its name, or by its number, from 1, if it has none."""
    match surveys[position]:
        case {"name": str(name)} if name.strip():
            return f'survey "{name}"'
        case _:
            return f"survey {position + 1}"


def _fault_line(path: tuple[str | int, ...], problem: str, surveys: Sequence[object]) -> str:
    keys = [step for step in path if isinstance(step, str)]
    positions = [step for step in path if isinstance(step, int)]
    key = ".".join(keys)
    place = [key]
    if keys[0] == "survey" and positions:
        place = [survey_label(surveys, positions.pop(0)), key.removeprefix("survey").lstrip(".")]
    place += [f"entry {position + 1}" for position in positions]
    return f"{', '.join(filter(None, place))}: {problem}; {_what_is_right(key, problem)}"


def _what_is_right(key: str, problem: str) -> str:
    table, _, name = key.rpartition(".")
    if problem == UNKNOWN_KEY:
        known = (place.rpartition(".") for place in _EXAMPLES)
        return f"known are: {', '.join(name for parent, _, name in known if parent == table)}"
    return f"for example {_EXAMPLES.get(key) or _EXAMPLES[table]}"


def _leaves(messages: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, str]]:  # noqa: ANN401 - marshmallow's own nesting
    if isinstance(messages, list):
        yield from ((path, problem) for problem in messages)
        return
    for step, inner in messages.items():
        yield from _leaves(inner, path if step in _MARSHMALLOW_STEPS(path) else (*path, step))
