"""Opening the record for a command, or ending with why it can't be read."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis

from service.cli.environment import UNAVAILABLE_EXIT, exit_with, has_redis
from service.lifecycle.connection import store_errors, worker_redis
from service.lifecycle.errors import RecordUnreadable, StoreUnavailable

_UNREADABLE_EXIT = 1


def is_it_there() -> str:
    """What to look at when Redis does not answer."""
    if has_redis(os.environ):
        return "is it running where REDIS_URL says?"
    return "is `serve` running, with the folder that `--data` names?"


@contextmanager
def opened_store(redis_url: str) -> Iterator[Redis]:
    """The Redis that the record is in; an error of it in this context ends the command."""
    try:
        with store_errors(), worker_redis(redis_url) as redis, _readable_records():
            yield redis
    except StoreUnavailable as error:
        whose = "REDIS_URL" if has_redis(os.environ) else "--data"
        line = f"{whose}: Redis can't be read: {error}: {is_it_there()}"
        exit_with((line,), UNAVAILABLE_EXIT)


@contextmanager
def _readable_records() -> Iterator[None]:
    try:
        yield
    except RecordUnreadable as error:
        line = f"{error}: another version of the service may have written it"
        exit_with((line,), _UNREADABLE_EXIT)
