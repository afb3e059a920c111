"""The Lua scripts, one for each kind of change, and how to run one.

A script is the only way a survey's record is changed: it reads, decides and writes in one step that
nothing comes between. Each may be repeated, since the client repeats a command whose reply was
lost; each takes the name of its caller's operation for that.
"""

from collections.abc import Callable
from hashlib import sha1
from importlib.resources import files
from typing import Any

from redis import Redis
from redis.client import Pipeline
from redis.exceptions import NoScriptError

from service.lifecycle.states import RANKS

Argument = str | int


class Script:
    """One Lua script, sent whole only to a server that does not know it yet.

    Args:
        name: the file's name in this folder, without its ending.
    """

    def __init__(self, name: str) -> None:
        folder = files(__package__)
        shared, own = ((folder / f"{part}.lua").read_text("utf-8") for part in ("_survey", name))
        self._text = f"{_ranks()}\n{shared}\n{own}"
        self._sha = sha1(self._text.encode(), usedforsecurity=False).hexdigest()

    def run(
        self,
        redis: Redis,
        *arguments: Argument,
        along: Callable[[Pipeline], None] | None = None,
    ) -> Any:  # noqa: ANN401 - each script answers in its own shape; its caller knows it
        """Run the script and return its answer as text.

        Args:
            redis: the server.
            arguments: the script's ARGV.
            along: adds commands that are carried out in the same transaction.

        Raises:
            RedisError: the server could not be reached or refused the script.
        """
        try:
            answer = self._transact(redis, arguments, along)
        except NoScriptError:
            redis.script_load(self._text)
            answer = self._transact(redis, arguments, along)
        return _text(answer)

    def _transact(
        self,
        redis: Redis,
        arguments: tuple[Argument, ...],
        along: Callable[[Pipeline], None] | None,
    ) -> object:
        if along is None:
            return redis.evalsha(self._sha, 0, *arguments)
        with redis.pipeline(transaction=True) as pipe:
            pipe.multi()
            pipe.evalsha(self._sha, 0, *arguments)
            along(pipe)
            answer: object = pipe.execute()[0]
            return answer


def _ranks() -> str:
    return "local RANK = {" + ", ".join(f"{state} = {rank}" for state, rank in RANKS.items()) + "}"


def _text(answer: object) -> object:
    if isinstance(answer, bytes):
        return answer.decode()
    if isinstance(answer, list):
        return [_text(part) for part in answer]
    return answer
