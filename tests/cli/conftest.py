"""`run` is the command in this process, without settings; `run_process` is one of its own.

What needs settings runs as a process, since it also sets up logging. It has a real Redis.
`workshop` is a worker at the same Redis, for the story that a command then looks at.
"""

import os
import subprocess
import sysconfig
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from workshop import Workshop

from service.cli import main
from service.rules.survey_rule import DEFAULT_SURVEY
from service.settings import load_settings

PROGRAM = Path(sysconfig.get_path("scripts")) / "rating-survey"


@pytest.fixture
def run():
    def run_(*arguments, surveys_file="", stdin=None):
        environ = {"SURVEYS_FILE": surveys_file}
        return CliRunner().invoke(main, [str(each) for each in arguments], input=stdin, env=environ)

    return run_


@pytest.fixture
def environ(redis_url):
    """The least that a start needs."""
    return {
        "DIXA_API_TOKEN": "token",
        "DIXA_WEBHOOK_SECRET": "00ff",
        "PUBLIC_URL": "https://surveys.example.com",
        "REDIS_URL": redis_url,
        "SECRET_KEY": "a key that signs in tests and nowhere else",
    }


@pytest.fixture
def run_process(environ):
    def run_(*arguments, **changes):
        path = {"PATH": os.environ["PATH"]}
        return subprocess.run(
            [PROGRAM, *(str(each) for each in arguments)],
            env=path | environ | changes,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run_


@pytest.fixture
def workshop(environ, redis, dixa, mailbox):
    mail = {"SMTP_URL": mailbox.url, "MAIL_FROM": "support@example.com"}
    served = {"DIXA_API_URL": dixa.url, "DIXA_API_TOKEN": dixa.token}
    hurried = {
        "surveys": (replace(DEFAULT_SURVEY, hold=timedelta(0)),),
        "dixa_rate": 10_000,
        "dixa_burst": 10_000,
    }
    settings = replace(load_settings(environ | mail | served), **hurried)
    workshop = Workshop(settings, redis=redis, dixa=dixa)
    yield workshop
    workshop.tools.close()
