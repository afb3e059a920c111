import subprocess
import sys

import pytest
from program import ROOT

from .clockwork import FACTOR
from .hurried_worker import WAITS


@pytest.mark.parametrize(("module", "waits"), WAITS.items())
def test_every_wait_is_shorter_by_the_factor(module, waits):
    script = f"""
import {module} as module
names = {waits!r}
before = [getattr(module, name) for name in names]
from tests.chaos.hurried_worker import hurry
hurry()
print(*(b / getattr(module, name) for b, name in zip(before, names)))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert [round(float(each)) for each in done.stdout.split()] == [FACTOR] * len(waits)
