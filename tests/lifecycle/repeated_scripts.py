"""Running scripts once more, as the client does when a reply was lost, or as a copy does that comes
late, after the client gave it up and went on.

Every script of the folder is meant to be repeatable at once, but `take_due`: what it took comes
again by itself. A late copy of `claim` lends the survey to nobody, and that lease
lapses; of the others a late copy does nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import pytest
from redis import Redis
from redis.client import Pipeline

from service.lifecycle.scripts import Script

NAMES = frozenset(
    each.name.removesuffix(".lua")
    for each in files("service.lifecycle.scripts").iterdir()
    if each.name.endswith(".lua") and not each.name.startswith("_")
)
_NAME_OF = {Script(name)._sha: name for name in NAMES}
REPEATABLE = NAMES - {"take_due"}
_HARMLESS_WHEN_LATE = REPEATABLE - {"claim", "redact"}

_run = Script.run


@dataclass
class RepeatedScripts:
    """Stands between the record and its scripts.

    Args:
        at_once: whether each script is run twice, its first reply being lost.
    """

    at_once: bool = False

    def __post_init__(self) -> None:
        self.repeated: set[str] = set()
        self._ran: list[tuple[Script, tuple[Any, ...]]] = []
        self._patch = pytest.MonkeyPatch()

    def begin(self) -> None:
        def run(script: Script, redis: Redis, *arguments: Any, along: Any = None) -> Any:
            answer = _run(script, redis, *arguments, along=along)
            self._remember(script, arguments)
            is_lost = self.at_once and _NAME_OF[script._sha] in REPEATABLE
            return self._repeat(script, redis, *arguments) if is_lost else answer

        self._patch.setattr(Script, "run", run)

    def end(self) -> None:
        self._patch.undo()

    @property
    def count(self) -> int:
        return len(self._ran)

    def come_late(self, number: int, redis: Redis) -> None:
        script, arguments = self._ran[number]
        self._repeat(script, redis, *arguments)

    def _remember(self, script: Script, arguments: tuple[Any, ...]) -> None:
        if _NAME_OF[script._sha] in _HARMLESS_WHEN_LATE:
            self._ran.append((script, arguments))

    def _repeat(self, script: Script, redis: Redis, *arguments: Any) -> Any:
        before = _everything(redis)
        answer = _run(script, redis, *arguments)
        assert _everything(redis) == before, "a repetition has changed something"
        self.repeated.add(_NAME_OF[script._sha])
        return answer


def _everything(redis: Redis) -> dict[str, Any]:
    names = sorted(redis.scan_iter("rs:*", count=1000))
    with redis.pipeline(transaction=False) as pipe:
        for name in names:
            pipe.type(name)
        kinds = pipe.execute()
        for name, kind in zip(names, kinds, strict=True):
            _READ[kind](pipe, name)
        return dict(zip(names, pipe.execute(), strict=True))


_READ: dict[str, Callable[[Pipeline, str], object]] = {
    "hash": Pipeline.hgetall,
    "list": lambda pipe, name: pipe.lrange(name, 0, -1),
    "set": Pipeline.smembers,
    "string": Pipeline.get,
    "zset": lambda pipe, name: pipe.zrange(name, 0, -1, withscores=True),
}
