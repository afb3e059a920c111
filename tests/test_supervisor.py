import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

from service.supervisor import Supervisor


def pids(folder: Path) -> list[int]:
    return [int(path.name) for path in folder.iterdir()]


def notes_its_pid(folder: Path, then: str) -> list[str]:
    code = (
        f"import os, pathlib, time; pathlib.Path({str(folder)!r}, str(os.getpid())).touch(); {then}"
    )
    return [sys.executable, "-c", code]


def wait_until(true, seconds=30.0):
    deadline = monotonic() + seconds
    while not true():
        assert monotonic() < deadline, "it did not become true in time"
        sleep(0.05)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize("code", [0, 1])
def test_a_process_that_ends_is_started_again_even_if_all_was_well(tmp_path, code):
    ends = notes_its_pid(tmp_path, f"raise SystemExit({code})")
    supervisor = Supervisor({"short": ends}, environment=os.environ)

    def has_run_twice():
        supervisor.tend()
        return len(pids(tmp_path)) >= 2

    with supervisor:
        wait_until(has_run_twice)


def supervised(command: list[str]) -> subprocess.Popen[bytes]:
    code = (
        "import os; from service.supervisor import Supervisor\n"
        f"raise SystemExit(Supervisor({{'child': {command!r}}}, environment=os.environ).run())"
    )
    return subprocess.Popen([sys.executable, "-c", code])


def test_a_process_that_refuses_its_settings_from_the_first_ends_everything(tmp_path):
    with supervised(notes_its_pid(tmp_path, "raise SystemExit(2)")) as parent:
        assert parent.wait() == 2

    assert len(pids(tmp_path)) == 1


def test_a_process_that_has_run_before_is_waited_for_until_its_settings_are_mended(tmp_path):
    first_well_then_refusing = (
        f"raise SystemExit(2 if len(os.listdir({str(tmp_path)!r})) > 1 else 1)"
    )
    with supervised(notes_its_pid(tmp_path, first_well_then_refusing)) as parent:
        wait_until(lambda: len(pids(tmp_path)) >= 3)

        assert parent.poll() is None
        parent.terminate()
        assert parent.wait() == 0


def test_ending_ends_every_process(tmp_path):
    command = notes_its_pid(tmp_path, "time.sleep(600)")
    with Supervisor({"one": command, "two": command}, environment=os.environ):
        wait_until(lambda: len(pids(tmp_path)) == 2)

    assert [pid for pid in pids(tmp_path) if is_running(pid)] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a process to its parent")
def test_no_process_outlives_a_supervisor_that_was_killed(tmp_path):
    command = notes_its_pid(tmp_path, "time.sleep(600)")
    code = (
        "import os, signal; from service.supervisor import Supervisor\n"
        f"Supervisor({{'child': {command!r}}}, environment=os.environ).run()"
    )
    with subprocess.Popen([sys.executable, "-c", code]) as parent:
        wait_until(lambda: len(pids(tmp_path)) == 1)

        parent.kill()

    [child] = pids(tmp_path)
    wait_until(lambda: not is_running(child))


def test_a_hang_up_is_passed_on_to_every_process_and_ends_none(tmp_path):
    on_hang_up = (
        "import signal; signal.signal(signal.SIGHUP, lambda *_:"
        f" pathlib.Path({str(tmp_path)!r}, 'heard', str(os.getpid())).touch());"
        f" pathlib.Path({str(tmp_path)!r}, 'ready', str(os.getpid())).touch();"
        " [time.sleep(0.1) for _ in range(6000)]"
    )
    ready, heard = tmp_path / "ready", tmp_path / "heard"
    (tmp_path / "started").mkdir()
    ready.mkdir()
    heard.mkdir()
    command = notes_its_pid(tmp_path / "started", on_hang_up)
    code = (
        "import os; from service.supervisor import Supervisor\n"
        f"commands = {{'one': {command!r}, 'two': {command!r}}}\n"
        "Supervisor(commands, environment=os.environ).run()"
    )
    with subprocess.Popen([sys.executable, "-c", code]) as parent:
        wait_until(lambda: len(pids(ready)) == 2)

        parent.send_signal(signal.SIGHUP)
        wait_until(lambda: len(pids(heard)) == 2)

        assert sorted(pids(heard)) == sorted(pids(ready))
        parent.terminate()
        assert parent.wait() == 0


def test_closing_its_terminal_ends_every_process(tmp_path):
    command = notes_its_pid(tmp_path, "time.sleep(600)")
    code = (
        "import os; from service.supervisor import Supervisor\n"
        f"Supervisor({{'child': {command!r}}}, environment=os.environ).run()"
    )
    terminal, our_end = os.openpty()
    with subprocess.Popen([sys.executable, "-c", code], stdin=our_end) as parent:
        wait_until(lambda: len(pids(tmp_path)) == 1)
        os.close(our_end)
        os.close(terminal)

        parent.send_signal(signal.SIGHUP)

        assert parent.wait() == 0
    assert [pid for pid in pids(tmp_path) if is_running(pid)] == []
