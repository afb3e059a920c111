"""Connections to Redis, with the limits that each kind of process needs.

A web answer must come within three seconds whatever Redis does, and the library's defaults wait
for a minute; a worker has time, and would rather see a short restart through.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast
from urllib.parse import urlsplit

from redis import Redis
from redis.backoff import ConstantBackoff, ExponentialBackoff, NoBackoff
from redis.exceptions import ConnectionError, RedisError  # noqa: A004 - the library's own name
from redis.retry import Retry

from service.lifecycle.errors import RecordUnreadable, StoreUnavailable
from service.lifecycle.guarded_redis import GuardedRedis
from service.lifecycle.sentinels import is_by_sentinels, redis_by_sentinels

_SOON, _TRIES_MORE = ExponentialBackoff(cap=1, base=0.05), 6
"""Together some seconds: a restart."""


def web_redis(url: str, *, must_keep: bool = False) -> Redis:
    """A client that gives up within three seconds, however many wait; connects when first used.

    Args:
        url: of the server.
        must_keep: whether to refuse to write to a server that would not keep it.
    """
    redis = _client(
        url,
        kind=GuardedRedis,
        socket_connect_timeout=0.4,
        socket_timeout=0.9,
        retry=Retry(ConstantBackoff(0), 1),
    )
    if must_keep:
        cast("GuardedRedis", redis).require_durability()
    return redis


def worker_redis(url: str) -> Redis:
    """A client that sits out a restart of Redis; connects when first used."""
    retry = Retry(_SOON, _TRIES_MORE)
    return _client(url, socket_connect_timeout=2, socket_timeout=5, retry=retry)


def impatient_redis(url: str) -> Redis:
    """A worker's client that tries once: where it tries again by itself, or wants to end."""
    return _client(url, socket_connect_timeout=2, socket_timeout=5, retry=Retry(NoBackoff(), 0))


def queue_redis(url: str) -> Redis:
    """A client for RQ's worker, which waits for jobs on the connection itself.

    It sits out a restart, too, but asks a silent server once: RQ has it wait long for an answer.
    """
    retry = Retry(_SOON, _TRIES_MORE, supported_errors=(ConnectionError,))
    return _client(url, decode_responses=False, socket_connect_timeout=2, retry=retry)


@contextmanager
def store_errors() -> Iterator[None]:
    """Translate the client's errors at the edge of the record.

    Raises:
        StoreUnavailable: for any error that Redis or the connection to it gave, and for a record
            that another version has to read.
    """
    try:
        yield
    except (RecordUnreadable, RedisError) as error:
        raise StoreUnavailable(f"{type(error).__name__}: {error}") from error


def _client(
    url: str,
    *,
    kind: type[Redis] = Redis,
    decode_responses: bool = True,
    **limits: Any,  # noqa: ANN401 - the client's own options
) -> Redis:
    limits |= {"decode_responses": decode_responses}
    if is_by_sentinels(url):
        return redis_by_sentinels(urlsplit(url), kind=kind, limits=limits)
    return kind.from_url(url, **limits)
