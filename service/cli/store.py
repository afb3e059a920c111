"""Opening the record for a command, or ending with why it can't be read."""

from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis

from service.cli.environment import UNAVAILABLE_EXIT, exit_with
from service.lifecycle.connection import store_errors, worker_redis
from service.lifecycle.errors import RecordUnreadable, StoreUnavailable

_UNREADABLE_EXIT = 1


@contextmanager
def opened_store(redis_url: str) -> Iterator[Redis]:
    """The Redis that the record is in; an error of it in this context ends the command."""
    try:
        with store_errors(), worker_redis(redis_url) as redis, _readable_records():
            yield redis
    except StoreUnavailable as error:
        line = f"REDIS_URL: Redis can't be read: {error}: is it, or `serve`, running there?"
        exit_with((line,), UNAVAILABLE_EXIT)


@contextmanager
def _readable_records() -> Iterator[None]:
    try:
        yield
    except RecordUnreadable as error:
        line = f"{error}: another version of the service may have written it"
        exit_with((line,), _UNREADABLE_EXIT)
