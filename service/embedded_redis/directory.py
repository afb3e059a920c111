"""The directory of an embedded Redis: whose it is, and where its socket can be."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import IO

import structlog

_SOCKET_PATH_LIMIT = 100  # bytes; Linux allows 107, macOS 103
_SILENT_SECONDS = 1.0
"""So long a server that was just told to end may take, without anybody asking what is going on."""

log = structlog.get_logger()


class EmbeddedRedisError(Exception):
    """There is no embedded Redis to be had here; the message says what to do."""


def socket_path(data_dir: Path) -> Path:
    """Where the server of this directory listens: in it, or in /tmp if that path is too long.

    Args:
        data_dir: where the data is.
    """
    data_dir = data_dir.resolve()
    path = data_dir / "redis.sock"
    if len(os.fsencode(path)) <= _SOCKET_PATH_LIMIT:
        return path
    name = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path("/tmp") / f"redis-{os.getuid()}-{name}" / "redis.sock"  # noqa: S108 - made private


def pid_path(data_dir: Path) -> Path:
    """Where the server of this directory writes its process id.

    Args:
        data_dir: where the data is.
    """
    return data_dir / "redis.pid"


@contextmanager
def claimed(data_dir: Path, *, patience: float) -> Iterator[IO[bytes]]:
    """Make the directory and hold it: two servers writing the same files would ruin them.

    The claim lasts as long as the file is open, here or in a child that inherited it.

    Args:
        data_dir: where the data is.
        patience: how long to wait for another server to end, in seconds.

    Raises:
        EmbeddedRedisError: another server keeps using it, or the place for its socket is taken.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (place := socket_path(data_dir).parent) != data_dir.resolve():
        _make_private(place)
    with (data_dir / "redis.lock").open("wb") as lock:
        began, is_told = monotonic(), False
        while not _take(lock):
            waited = monotonic() - began
            if not is_told and waited > _SILENT_SECONDS:
                _tell_of_waiting(data_dir, patience)
                is_told = True
            if waited > patience:
                raise EmbeddedRedisError(
                    f"another service is using {data_dir}, with Redis as process"
                    f" {_pid(data_dir)}: end that service first, or name another folder"
                )
            sleep(0.05)
        yield lock


def _tell_of_waiting(data_dir: Path, patience: float) -> None:
    log.warning(
        "embedded_redis_waits",
        until="the Redis that is using the folder has ended",
        folder=str(data_dir),
        pid=_pid(data_dir),
        at_most_seconds=patience,
    )


def _make_private(directory: Path) -> None:
    directory.mkdir(mode=0o700, exist_ok=True)
    if directory.stat().st_uid != os.getuid():
        raise EmbeddedRedisError(
            f"{directory} belongs to somebody else: choose a shorter data path"
        )


def _pid(data_dir: Path) -> str:
    try:
        return pid_path(data_dir).read_text().strip()
    except OSError:
        return "(unknown)"


def _take(lock: IO[bytes]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
