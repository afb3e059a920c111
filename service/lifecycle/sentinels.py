"""A Redis that is found through Sentinels, any of which knows where the master is.

Each is asked once, and not for long: who asks tries again anyway, and asks all of them anew. With
as much patience for each as for Redis itself, a few that are gone hold everybody up for minutes.
"""

from time import monotonic
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import MasterNotFoundError, Sentinel

ANSWER_SECONDS = 0.3
_SCHEME = "redis+sentinel"


def is_by_sentinels(url: str) -> bool:
    """Whether an address is that of Sentinels, and not of a Redis."""
    return urlsplit(url).scheme == _SCHEME


def redis_by_sentinels(address: SplitResult, *, kind: type[Redis], limits: dict[str, Any]) -> Redis:
    """A client of whichever server is the master; connects, and asks for it, when first used.

    Args:
        address: `redis+sentinel://user:password@host:port,host:port/service/database`.
        kind: of client.
        limits: the client's own options; time limits hold for the master.
    """
    service, _, database = address.path.strip("/").partition("/")
    hosts = address.netloc.rpartition("@")[2]
    sentinels = _Sentinels(  # type: ignore[no-untyped-call]
        [_host_and_port(host) for host in hosts.split(",")],
        sentinel_kwargs={
            "socket_connect_timeout": ANSWER_SECONDS,
            "socket_timeout": ANSWER_SECONDS,
            "decode_responses": limits["decode_responses"],
            "retry": Retry(NoBackoff(), 0),
        },
    )
    login = {"username": _decoded(address.username), "password": _decoded(address.password)}
    options = {"db": int(database or 0), **login, **limits}
    client: Redis = sentinels.master_for(service, redis_class=kind, **options)  # type: ignore[no-untyped-call]
    return client


class SilentSentinels(MasterNotFoundError):  # noqa: N818 - says what is the case
    """None of them knows the master, and one of them has not answered at all."""


class _Sentinels(Sentinel):
    def discover_master(self, service_name: str) -> tuple[str, int]:
        begun = monotonic()
        try:
            host, port = super().discover_master(service_name)  # type: ignore[no-untyped-call]
        except MasterNotFoundError:  # which tells every option of every client
            places = ", ".join(sorted(_place(each) for each in self.sentinels))
            is_silence = monotonic() - begun >= ANSWER_SECONDS
            kind = SilentSentinels if is_silence else MasterNotFoundError
            raise kind(f"no Sentinel of {places} knows a master {service_name}") from None
        return host, port


def _place(sentinel: Redis) -> str:
    options = sentinel.connection_pool.connection_kwargs
    return f"{options['host']}:{options['port']}"


def _decoded(text: str | None) -> str | None:
    return unquote(text) if text else None


def _host_and_port(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)
