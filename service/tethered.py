"""Run a program that cannot outlive the process that started it.

    python tethered.py PARENT_PID PROGRAM [ARGUMENT ...]

replaces itself by PROGRAM after asking Linux to kill it when the parent ends, however the parent
ends. Elsewhere it only replaces itself. It is run as a file, not imported, because asking between
fork and exec (`preexec_fn`) is not safe in a process with threads.

Linux watches the *thread* that started the program, so start it from one that lives long enough.
Source: prctl(2), PR_SET_PDEATHSIG.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def run(parent: int, program: list[str]) -> None:
    """Become `program`, tied to the life of the process `parent`.

    Args:
        parent: the process id of the caller of this file.
        program: path and arguments.
    """
    if sys.platform == "linux":
        # SIGKILL, because a program that is busy or stopped would sit out anything gentler.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before we asked
            sys.exit(1)
    os.execv(program[0], program)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    run(int(sys.argv[1]), sys.argv[2:])
