"""The deployed parts as they really run, and the programs that check the rest."""

import os
import shutil
import socket
import subprocess
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = Path(sysconfig.get_path("scripts"))
SECRET = bytes.fromhex("00112233445566778899aabbccddeeff")
SETTINGS = {
    "DIXA_API_TOKEN": "token",
    "DIXA_WEBHOOK_SECRET": SECRET.hex(),
    "PUBLIC_URL": "https://surveys.example.com",
    "SECRET_KEY": "a key that signs in tests and nowhere else",
}


@dataclass(frozen=True)
class Web:
    """A running web process: its address, what it says, and the secret it shares with Dixa."""

    host: str
    log: Path
    process: subprocess.Popen[bytes]
    secret: bytes = SECRET

    @property
    def url(self) -> str:
        return f"http://{self.host}"


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root, where the Procfile's processes run."""
    return ROOT


@pytest.fixture(scope="session")
def scripts() -> Path:
    """Where pip puts programs."""
    return SCRIPTS


@pytest.fixture(scope="session")
def gunicorn():
    """The Procfile's web command, and an environment without settings of ours."""
    line = next(
        line for line in (ROOT / "Procfile").read_text().splitlines() if line.startswith("web: ")
    )
    program, *arguments = line.removeprefix("web: ").split()
    return [SCRIPTS / program, *arguments], {"PATH": os.environ["PATH"]}


@pytest.fixture(scope="session")
def start_web(gunicorn, tmp_path_factory):
    """A context in which a web process runs; keyword arguments are its settings."""

    @contextmanager
    def start(**settings: str) -> Iterator[Web]:
        command, environ = gunicorn
        log = tmp_path_factory.mktemp("web") / "log"
        # The socket listens before the process runs, so that nobody has to wait for it.
        with socket.create_server(("127.0.0.1", 0)) as listener, log.open("wb") as stderr:
            fd = listener.fileno()
            process = subprocess.Popen(
                [*command, "--bind", f"fd://{fd}"],
                cwd=ROOT,
                env=environ | SETTINGS | settings,
                pass_fds=(fd,),
                stderr=stderr,
            )
            try:
                yield Web(f"127.0.0.1:{listener.getsockname()[1]}", log, process)
            finally:
                process.terminate()
                process.wait()

    return start


@pytest.fixture(scope="session")
def web(start_web, redis_url):
    """A web process with a real Redis."""
    with start_web(REDIS_URL=redis_url, LOG_LEVEL="debug") as running:
        yield running


@pytest.fixture(scope="session")
def program():
    """The path of a program that pip cannot install; without it the test is skipped by name."""

    def find(name: str) -> str:
        path = shutil.which(name, path=f"{os.environ['PATH']}:/usr/local/sbin:/usr/sbin:/sbin")
        return path or pytest.skip(f"needs the program {name}")

    return find
