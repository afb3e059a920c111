"""One program of the service as a process of its own, which can be killed and started again."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Self

from service import tethered

ROOT = Path(__file__).parents[2]
SCRIPTS = sysconfig.get_path("scripts")
PATIENCE_SECONDS = 30.0

ENVIRONMENT = {
    "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}",
    **{name: value for name, value in os.environ.items() if name.startswith("COVERAGE")},
}
"""What every process gets besides its settings."""


class Program:
    """A process that ends with this context, and never outlives the tests, however they end.

    Args:
        command: the program and its arguments; the program is found on the PATH.
        environment: all of it.
        log: the file that what it says is added to.
        folder: where it runs.
    """

    def __init__(
        self,
        command: list[str],
        environment: dict[str, str],
        log: Path,
        *,
        folder: Path = ROOT,
    ) -> None:
        program = shutil.which(command[0], path=environment["PATH"])
        self._command = [
            *(sys.executable, "-IS", tethered.__file__, str(os.getpid())),
            *(str(program), *command[1:]),
        ]
        self._environment = environment
        self._log = log
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def of_procfile(cls, name: str, environment: dict[str, str], log: Path) -> Self:
        """The program that the Procfile calls `name`."""
        return cls(procfile()[name], environment, log)

    @property
    def pid(self) -> int:
        """Of the process that was started last."""
        return self._started.pid

    @property
    def is_running(self) -> bool:
        """Whether it has been started and has not ended."""
        return self._started.poll() is None

    @property
    def said(self) -> str:
        """All that it has said, since its first start."""
        return self._log.read_text(errors="replace")

    @property
    def family(self) -> list[int]:
        """The processes that it started, and they in turn, and itself, as far as they live.

        Only Linux tells; elsewhere there seem to be none.
        """
        every = [path.parent for path in Path("/proc").glob("[0-9]*/stat")]
        return [int(path.name) for path in every if _lives(path, session=self.pid)]

    def start(self) -> None:
        """Start it, for the first time or again."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a Ctrl-C for the tests is not for it
            )

    def signal(self, number: signal.Signals) -> None:
        """Send it, and nobody else, a signal."""
        self._started.send_signal(number)

    def kill(self) -> None:
        """End it as a crash would."""
        self._started.kill()
        self._started.wait()

    def interrupt(self) -> None:
        """Press Ctrl-C, which a terminal tells every process of the group in front."""
        os.killpg(self.pid, signal.SIGINT)

    def wait(self, *, seconds: float = PATIENCE_SECONDS) -> int:
        """Wait for its end, and return its exit code."""
        return self._started.wait(seconds)

    def end(self) -> int:
        """Ask it to end (SIGTERM), and return its exit code."""
        self._started.terminate()
        return self.wait()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.end()
        except subprocess.TimeoutExpired:
            self.kill()
        sys.stdout.write(f"--- {self._log.name}\n{self.said}")  # shown where a test has failed

    @property
    def _started(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "it was never started"
        return self._process


def _lives(process: Path, *, session: int) -> bool:
    try:
        stat = (process / "stat").read_text(encoding="utf-8")
    except OSError:
        return False  # it has just ended
    state, _parent, _group, its_session, *_ = stat.rpartition(")")[2].split()
    return state != "Z" and int(its_session) == session


def procfile() -> dict[str, list[str]]:
    """The commands of the Procfile, by their names."""
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    named = (line.partition(": ") for line in lines if line)
    return {name: shlex.split(command) for name, _, command in named}
