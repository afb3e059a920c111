"""Connections to Redis, with the limits that each kind of process needs.

A web answer must come within three seconds whatever Redis does, and the library's defaults wait
for a minute; a worker has time, and would rather see a short restart through.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from redis import Redis
from redis.backoff import ConstantBackoff, ExponentialBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from redis.sentinel import Sentinel

from service.lifecycle.errors import RecordUnreadable, StoreUnavailable
from service.lifecycle.guarded_redis import GuardedRedis


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
    return _client(
        url,
        socket_connect_timeout=2,
        socket_timeout=5,
        retry=Retry(ExponentialBackoff(cap=1, base=0.05), 6),
    )


def queue_redis(url: str) -> Redis:
    """A client for RQ's worker, which waits for jobs on the connection itself."""
    return _client(url, decode_responses=False, socket_connect_timeout=2)


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
    parts = urlsplit(url)
    if parts.scheme != "redis+sentinel":
        return kind.from_url(url, **limits)
    service, _, database = parts.path.strip("/").partition("/")
    hosts = [_host_and_port(host) for host in parts.netloc.rpartition("@")[2].split(",")]
    login = {"username": _decoded(parts.username), "password": _decoded(parts.password)}
    sentinel = Sentinel(hosts, sentinel_kwargs=limits)  # type: ignore[no-untyped-call]
    options = {"db": int(database or 0), **login, **limits}
    return cast("Redis", sentinel.master_for(service, redis_class=kind, **options))  # type: ignore[no-untyped-call]


def _decoded(text: str | None) -> str | None:
    return unquote(text) if text else None


def _host_and_port(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)
