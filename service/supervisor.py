"""Keeps a handful of processes running: for the whole service on one machine, and for the demo."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Event
from time import monotonic
from typing import Self

import structlog

from service import tethered

GRACE_SECONDS = 30.0
"""Long enough for a job at hand to end: its calls to Dixa have a time-out of their own."""

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 15.0
SETTLED_SECONDS = 30.0
"""A process that ran so long has started well; its next start is not put off."""

REFUSED_EXIT = 2
"""How a process ends whose settings are wrong, having said so."""

_STDIN = 0

log = structlog.get_logger()


@dataclass
class _Child:
    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    start_at: float = field(default_factory=monotonic)
    refuses: bool = False
    has_taken_its_settings: bool = False


class Supervisor:
    """Starts processes, starts again those that end, and ends them all together.

    Args:
        commands: what to run, by name.
        environment: of every process.
    """

    def __init__(
        self, commands: Mapping[str, Sequence[str]], *, environment: Mapping[str, str]
    ) -> None:
        self._children = [_Child(name, command) for name, command in commands.items()]
        self._environment = dict(environment)
        self._stop = Event()
        self._hang_ups = SimpleQueue[None]()
        self._had_terminal = False

    def __enter__(self) -> Self:
        self.tend()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def run(
        self,
        also: Callable[[], object] = lambda: None,
        *,
        is_hang_up_wanted: Callable[[], bool] = lambda: True,
    ) -> int:
        """Tend the processes until SIGTERM or SIGINT, then end them.

        SIGHUP is passed on to them, unless it came because our terminal was closed: that ends them.

        Args:
            also: done now and then, beside the tending.
            is_hang_up_wanted: asked at each SIGHUP whether to pass it on.

        Returns:
            0, or 2 when a process refused its settings from the first: starting it again would not
            help. One that took them before waits until they are mended, and the others go on.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        self._had_terminal = os.isatty(_STDIN)
        signal.signal(signal.SIGHUP, lambda *_: self._hang_ups.put(None))
        with self:
            while not self._stop.wait(0.2) and not self._is_refused:
                also()
                self.tend()
                self._pass_hang_ups_on(is_hang_up_wanted)
        return REFUSED_EXIT if self._is_refused else 0

    @property
    def _is_refused(self) -> bool:
        return any(child.refuses for child in self._children)

    def tend(self) -> None:
        """Start what does not run, unless it has just failed."""
        for child in self._children:
            if child.process is not None and child.process.poll() is not None:
                _note_end(child)
            if child.process is None and monotonic() >= child.start_at:
                self._start(child)

    def _pass_hang_ups_on(self, is_wanted: Callable[[], bool]) -> None:
        """Let every process read its files again, as somebody asked for by SIGHUP."""
        while not self._hang_ups.empty():
            self._hang_ups.get()
            if self._had_terminal and not os.isatty(_STDIN):
                self._stop.set()
                return
            if is_wanted():
                self._hang_up()

    def _hang_up(self) -> None:
        for child in self._children:
            if child.process is not None:
                child.process.send_signal(signal.SIGHUP)

    def end(self) -> None:
        """Ask every process to end, wait, and kill what does not."""
        running = [child.process for child in self._children if child.process is not None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        deadline = monotonic() + GRACE_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, deadline - monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, child: _Child) -> None:
        child.started_at = monotonic()
        # A Ctrl-C in the terminal reaches only this process, which ends the others in good order;
        # and none of them outlives it, however it ends.
        command = [sys.executable, "-IS", tethered.__file__, str(os.getpid()), *child.command]
        child.process = subprocess.Popen(command, env=self._environment, process_group=0)
        log.info("process_started", process=child.name, pid=child.process.pid)


def _note_end(child: _Child) -> None:
    code = child.process.returncode if child.process else None
    ran = monotonic() - child.started_at
    child.has_taken_its_settings |= code != REFUSED_EXIT
    child.refuses = not child.has_taken_its_settings
    child.failures = 0 if ran > SETTLED_SECONDS else child.failures + 1
    pause = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0**child.failures)
    child.process, child.start_at = None, monotonic() + pause
    log.warning("process_ended", process=child.name, exit_code=code, starts_again_in=pause)
