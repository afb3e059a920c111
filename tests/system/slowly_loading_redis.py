"""A Redis that takes its time to read what it stored, and answers LOADING meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import BusyLoadingError, RedisError
from redis.retry import Retry
from waiting import eventually

from service.embedded_redis.server import EmbeddedRedis

_MICROSECONDS_FOR_A_KEY = 100
_KEYS = 20_000


class SlowlyLoadingRedis(EmbeddedRedis):
    """An embedded Redis as usual, but inside of `loading`."""

    _is_slow = False

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Inside this context it has been killed, and reads its data for some seconds."""
        names = [f"filler:{number}" for number in range(_KEYS)]
        with Redis.from_url(self.url) as client, client.pipeline(transaction=False) as pipe:
            for name in names:  # a command each: it looks around after every so many commands
                pipe.set(name, "")
            pipe.execute()
        self.kill()
        self._is_slow = True
        self.start()
        try:
            yield
        finally:
            self._is_slow = False
            self.restart()
            with Redis.from_url(self.url) as client:
                client.unlink(*names)

    @property
    def _options(self) -> list[str]:
        delay = _MICROSECONDS_FOR_A_KEY if self._is_slow else 0
        return [*super()._options, "--key-load-delay", str(delay)]

    def _wait_until_it_answers(self) -> None:
        if self._is_slow:
            eventually(self._is_loading, what="LOADING")
        else:
            super()._wait_until_it_answers()

    def _is_loading(self) -> bool:
        with Redis.from_url(self.url, retry=Retry(NoBackoff(), 0)) as client:
            try:
                client.ping()
            except BusyLoadingError:
                return True
            except RedisError:
                return False
        raise AssertionError("it has read its data already")
