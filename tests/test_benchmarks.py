import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_benchmark_runs_and_sets_every_figure_beside_the_bare_route():
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--small"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert sum("bare Flask route" in line for line in lines) == 6
    assert any("surveys/s" in line for line in lines)


def test_the_simulation_benchmark_tells_time_and_memory():
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.simulation", "40"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("40 closings simulated in ")
