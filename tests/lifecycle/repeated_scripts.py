"""Running scripts once more, as the client does when a reply was lost, or as a copy does that comes
late, after the client gave it up and went on.

Every script is meant to be repeatable at once, but `take_due`: what it took comes again by itself.
A late copy of `claim` lends the survey to nobody, and that lease lapses; of the others a late copy
does nothing.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from lifecycle_cases import everything_stored
from redis import Redis

from service.lifecycle.scripts import Script

_SHAS = {
    name: Script(name)._sha
    for name in ("answer", "change", "claim", "offered", "receive", "redact", "take_due")
}
_NOT_REPEATABLE = {_SHAS["take_due"]}
_HARMLESS_WHEN_LATE = {_SHAS[name] for name in ("answer", "change", "offered", "receive")}

_run = Script.run


@dataclass
class RepeatedScripts:
    """Stands between the record and its scripts.

    Args:
        at_once: whether each script is run twice, its first reply being lost.
    """

    at_once: bool

    def __post_init__(self) -> None:
        self._ran: list[tuple[Script, tuple[Any, ...]]] = []
        self._patch = pytest.MonkeyPatch()

    def begin(self) -> None:
        def run(script: Script, redis: Redis, *arguments: Any, along: Any = None) -> Any:
            answer = _run(script, redis, *arguments, along=along)
            self._remember(script, arguments)
            is_lost = self.at_once and script._sha not in _NOT_REPEATABLE
            return _repeat(script, redis, *arguments) if is_lost else answer

        self._patch.setattr(Script, "run", run)

    def end(self) -> None:
        self._patch.undo()

    @property
    def count(self) -> int:
        return len(self._ran)

    def come_late(self, number: int, redis: Redis) -> None:
        script, arguments = self._ran[number]
        _repeat(script, redis, *arguments)

    def _remember(self, script: Script, arguments: tuple[Any, ...]) -> None:
        if script._sha in _HARMLESS_WHEN_LATE:
            self._ran.append((script, arguments))


def _repeat(script: Script, redis: Redis, *arguments: Any) -> Any:
    before = everything_stored(redis)
    answer = _run(script, redis, *arguments)
    assert everything_stored(redis) == before, "a repetition has changed something"
    return answer
