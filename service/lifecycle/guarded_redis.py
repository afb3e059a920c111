"""A client of Redis that neither queues up behind a silent server nor stores what is not kept."""

from typing import Any

from redis import Redis
from redis.client import Pipeline

from service.lifecycle.breaker import Breaker
from service.lifecycle.durability import Durability

WRITES_BY = "EVALSHA"
"""Whatever writes is a script, or a transaction."""


class GuardedRedis(Redis):
    """Redis, with one breaker in front of every command and every transaction."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - the library's
        super().__init__(*arguments, **options)
        self._breaker = Breaker()
        self._durability: Durability | None = None

    def require_durability(self) -> None:
        """Refuse to write, from now on, whenever the server would not keep it."""
        self._durability = Durability(self)

    def execute_command(self, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - (same)
        """Send one command.

        Raises:
            RedisError: it could not be carried out; `KeptWaiting` and `NotKept` among the reasons.
        """
        if self._durability and arguments[0] == WRITES_BY:
            self._durability.require()
        with self._breaker.guarding():
            return super().execute_command(*arguments, **options)  # type: ignore[no-untyped-call]

    def pipeline(self, transaction: bool = True, shard_hint: Any = None) -> Pipeline:  # noqa: ANN401, FBT001, FBT002 - (same)
        """Start a pipeline; it is guarded as a whole when it is executed."""
        return _GuardedPipeline(
            self._breaker,
            self._durability,
            self.connection_pool,
            self.response_callbacks,
            transaction,
            shard_hint,
        )


class _GuardedPipeline(Pipeline):
    def __init__(self, breaker: Breaker, durability: Durability | None, *arguments: Any) -> None:  # noqa: ANN401 - (same)
        super().__init__(*arguments)
        self._breaker = breaker
        self._durability = durability

    def execute(self, raise_on_error: bool = True) -> list[Any]:  # noqa: FBT001, FBT002 - (same)
        if self._durability:
            self._durability.require()
        with self._breaker.guarding():
            return super().execute(raise_on_error)
