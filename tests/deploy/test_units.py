import os
import shutil
import subprocess

import pytest

UNITS = [
    "rating-survey-serve.service",
    "rating-survey-web.socket",
    "rating-survey-web.service",
    "rating-survey-worker@1.service",
]


@pytest.fixture
def units(root, tmp_path):
    """The units as an administrator installs them, with programs that exist."""
    folder = tmp_path / "units"
    shutil.copytree(root / "deploy" / "systemd", folder)
    for name in ("gunicorn", "rating-survey"):
        (tmp_path / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
        (tmp_path / ".venv" / "bin" / name).touch(mode=0o755)
    for path in folder.rglob("*"):
        if path.is_file():
            path.write_text(path.read_text().replace("/opt/rating-survey", str(tmp_path)))
    return folder


@pytest.mark.program
@pytest.mark.parametrize("unit", UNITS)
def test_systemd_finds_nothing_to_say_about_the_units(program, units, unit):
    verify = [program("systemd-analyze"), "verify", "--man=no", unit]
    verified = subprocess.run(
        verify,
        env=os.environ | {"SYSTEMD_UNIT_PATH": f"{units}:"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (verified.returncode, verified.stderr) == (0, "")


@pytest.mark.program
def test_what_the_services_have_in_common_holds_for_each(program, units):
    common = units / "rating-survey-.service.d" / "common.conf"
    common.write_text(common.read_text() + "NoSuchKey=yes\n")
    complaints = [
        subprocess.run(
            [program("systemd-analyze"), "verify", "--man=no", unit],
            env=os.environ | {"SYSTEMD_UNIT_PATH": f"{units}:"},
            capture_output=True,
            text=True,
            check=False,
        ).stderr
        for unit in UNITS
        if unit.endswith(".service")
    ]
    assert all("NoSuchKey" in complaint for complaint in complaints)


def test_the_units_run_what_the_procfile_runs(root):
    procfile = dict(line.split(": ", 1) for line in (root / "Procfile").read_text().splitlines())
    units = {
        "web": root / "deploy" / "systemd" / "rating-survey-web.service",
        "worker": root / "deploy" / "systemd" / "rating-survey-worker@.service",
    }
    for process, command in procfile.items():
        assert f"ExecStart=/opt/rating-survey/.venv/bin/{command}\n" in units[process].read_text()
