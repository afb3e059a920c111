import os
import subprocess
import sys

import pytest
from program import ROOT

SYSTEM = ROOT / "tests" / "system"


@pytest.mark.timeout(900)  # on a machine that is busy with other things
def test_when_everything_breaks_at_once_this_service_keeps_its_promises_and_a_naive_one_does_not(
    tmp_path,
):
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos", "--minutes", "0.3", "--logs", str(tmp_path / "logs")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(SYSTEM)},
        capture_output=True,
        text=True,
        check=False,
    )

    said = done.stdout + done.stderr
    verdicts = [line.split() for line in done.stdout.splitlines() if line.startswith("verdict")]
    assert verdicts == [["verdict", "clean", "broken"]], said
    assert done.returncode == 0, said
