"""Faults of `surveys.toml` as lines: which survey, which key, what is right."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

UNKNOWN_KEY = "is not a known key"

_EXAMPLES = {
    "without_queues": 'without_queues = ["Internal"]',
    "without_agents": 'without_agents = ["Trainee"]',
    "survey": "[[survey]]",
    "survey.name": 'name = "support"',
    "survey.rating": 'rating = "Csat"',
    "survey.channels": 'channels = ["EMAIL", "WIDGET_CHAT"]',
    "survey.queues": 'queues = ["Returns"]',
    "survey.directions": 'directions = ["INBOUND"]',
    "survey.tags": 'tags = ["vip"]',
    "survey.without_tags": 'without_tags = ["no-survey", "spam"]',
    "survey.contact_points": 'contact_points = ["support@example.com"]',
    "survey.without_queues": 'without_queues = ["Internal"]',
    "survey.without_agents": 'without_agents = ["Trainee"]',
    "survey.delay": 'delay = "30m"',
    "survey.max_age": 'max_age = "7d"',
    "survey.expires": 'expires = "14d"',
    "survey.reminder": 'reminder = "3d"',
    "survey.cooldown": 'cooldown = "30d"',
    "survey.hold": 'hold = "5m"',
    "survey.sample": "sample = 0.5",
    "survey.deliver": 'deliver = ["email", "message"]',
    "survey.languages": 'languages = ["en", "da"]',
    "survey.question": 'question = { en = "How was our help today?" }',
    "survey.agent_name": 'agent_name = "first"',
    "survey.ask_solved": "ask_solved = true",
    "survey.brand": 'brand = { name = "Example" }',
    "survey.brand.name": 'brand = { name = "Example" }',
    "survey.brand.color": 'brand = { color = "#0b5cad" }',
    "survey.brand.logo": 'brand = { logo = "https://example.com/logo.svg" }',
    "survey.brand.privacy_url": 'brand = { privacy_url = "https://example.com/privacy" }',
}
"""What is right, for every key there is."""

_Path = tuple[str | int, ...]
_DEEPEST: _Path = ("survey", 0, "question", "en")


def fault_lines(messages: Mapping[Any, Any], surveys: Sequence[object]) -> list[str]:
    """Say every fault in one line.

    Args:
        messages: what marshmallow found, nested by key and position.
        surveys: the surveys as the file has them, to call each by its name.
    """
    return [_fault_line(path, problem, surveys) for path, problem in _leaves(messages)]


def repeated_names(surveys: Sequence[object]) -> list[str]:
    """A line for every survey that has the name of an earlier one."""
    labels = [_label(surveys, position) for position in range(len(surveys))]
    return [
        f"survey {position + 1}, name: must differ from that of {label}"
        for position, label in enumerate(labels)
        if label in labels[:position]
    ]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question to begin a remedy with, if a known word is much like this one; or nothing."""
    nearest = get_close_matches(word, known, n=1)
    return f"did you mean {nearest[0]}? " if nearest else ""


def _fault_line(path: _Path, problem: str, surveys: Sequence[object]) -> str:
    keys = [step for step in path if isinstance(step, str)]
    line = f"{', '.join(_place(path, surveys))}: {problem}; {_what_is_right(keys, problem)}"
    return " ".join(line.split())


def _place(path: Sequence[str | int], surveys: Sequence[object]) -> Iterator[str]:
    match path:
        case ("survey", int(position), *inside):
            yield _label(surveys, position)
            path = inside
    if path:
        yield ".".join(step for step in path if isinstance(step, str))
    yield from (f"entry {step + 1}" for step in path if isinstance(step, int))


def _label(surveys: Sequence[object], position: int) -> str:
    match surveys[position]:
        case {"name": str(name)} if name.isprintable() and name.strip():
            return f'survey "{name}"'
        case _:
            return f"survey {position + 1}"


def _what_is_right(keys: Sequence[str], problem: str) -> str:
    table = ".".join(keys[:-1])
    if problem == UNKNOWN_KEY:
        places = (place.rpartition(".") for place in _EXAMPLES)
        known = [name for parent, _, name in places if parent == table]
        return f"{did_you_mean(keys[-1], known)}known are: {', '.join(known)}"
    return f"for example {_EXAMPLES.get('.'.join(keys)) or _EXAMPLES[table]}"


def _leaves(messages: Any, path: _Path = ()) -> Iterator[tuple[_Path, str]]:  # noqa: ANN401 - lists in mappings, nested
    if isinstance(messages, list):
        yield from ((path, problem) for problem in messages)
        return
    for step, inner in messages.items():
        is_marshmallows_own = step == "_schema" or len(path) == len(_DEEPEST)
        yield from _leaves(inner, path if is_marshmallows_own else (*path, step))
