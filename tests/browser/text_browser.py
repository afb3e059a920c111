"""w3m in a terminal of its own: keys go in, and what stands on the screen comes out."""

import os
import pty
import re
import select
import signal
from time import monotonic
from typing import Self

PATIENCE_SECONDS = 20.0
_CONTROLS = re.compile(r"\x1b(\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>])|[\x00\s]")


class TextBrowser:
    """A page in w3m.

    Args:
        program: where w3m is.
        address: of the page.
    """

    def __init__(self, program: str, address: str) -> None:
        self._process, self._terminal = pty.fork()
        if self._process == 0:
            command = [program, "-no-cookie", address]
            os.execve(program, command, {"TERM": "vt100", "LANG": "C.UTF-8"})  # noqa: S606 - no shell
        self._written = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._terminal)

    def shows(self, text: str) -> None:
        """Wait until a text has come onto the screen since keys were last pressed."""
        ends = monotonic() + PATIENCE_SECONDS
        while text not in (screen := self._screen()):
            assert monotonic() < ends, f"{text!r} is not in {screen!r}"
            if select.select([self._terminal], [], [], 0.1)[0]:
                self._written += os.read(self._terminal, 65536)

    def presses(self, keys: str) -> None:
        """Press keys, one after another."""
        self._written = b""
        os.write(self._terminal, keys.encode())

    def _screen(self) -> str:
        return " ".join(_CONTROLS.sub(" ", self._written.decode("utf-8", "replace")).split())
