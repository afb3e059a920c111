"""`rating-survey webhook unreadable`, on events that came signed and could not be read."""

import os
import pty
import subprocess
import sysconfig
from pathlib import Path

import pytest

from service.lifecycle import keys
from service.lifecycle.intake import Intake

PROGRAM = Path(sysconfig.get_path("scripts")) / "rating-survey"
CLOSED = b'{"event_fqn": "CONVERSATION_CLOSED", "data": {"conversation": {"csid": 4711}}}'
ODD = b'{"event_id": "event-1", "name": "Ada \xff\x1b[2J\xe2\x80\xae\\u00f8"}\r\n'


@pytest.fixture
def quarantine(redis):
    """A function that keeps a body as one that could not be read; returns its name."""
    intake = Intake(redis, hint=lambda pipe, survey_id: None)

    def keep(body, reason, event_id=None):
        before = set(redis.zrange(keys.QUARANTINE, 0, -1))
        intake.quarantine(body, reason=reason, event_id=event_id)
        [name] = set(redis.zrange(keys.QUARANTINE, 0, -1)) - before
        return name

    return keep


def test_they_are_listed_the_latest_first_with_why_and_what_to_do(quarantine, redis, run_process):
    first = quarantine(b"[1]", "body: must be an object")
    latest = quarantine(CLOSED, "agent: must be an object", "event-2")
    redis.zadd(keys.QUARANTINE, {first: 1_795_428_000, latest: 1_795_428_001})

    result = run_process("webhook", "unreadable")

    listed, advice = result.stdout.splitlines()[:2], result.stdout.splitlines()[2:]
    assert listed == [
        (
            f"2026-11-23 10:00:01  {latest[:12]}  event-2 (CONVERSATION_CLOSED, conversation 4711):"
            " agent: must be an object"
        ),
        f"2026-11-23 10:00:00  {first[:12]}  an event without an id: body: must be an object",
    ]
    assert "the hourly backfill takes it in" in " ".join(advice)
    assert (result.returncode, result.stderr) == (1, "")


def test_nothing_of_what_they_say_is_shown_unasked(quarantine, run_process):
    quarantine(ODD, "not UTF-8", "event-1")

    assert "Ada" not in run_process("webhook", "unreadable").stdout


def test_without_any_it_is_content(redis, run_process):
    result = run_process("webhook", "unreadable")

    assert (result.returncode, result.stdout) == (0, "Every event could be read.\n")


def raw(environ, name, stdout):
    command = [PROGRAM, "webhook", "unreadable", "--raw", name]
    path = {"PATH": os.environ["PATH"]}
    return subprocess.run(command, env=path | environ, stdout=stdout, timeout=60, check=False)


def test_one_can_be_written_to_a_file_as_it_came(quarantine, environ):
    name = quarantine(ODD, "not UTF-8", "event-1")
    quarantine(b"[1]", "body: must be an object")

    result = raw(environ, name[:12], subprocess.PIPE)

    assert (result.returncode, result.stdout) == (0, ODD)


def test_on_a_terminal_nothing_of_it_is_obeyed(quarantine, environ):
    name = quarantine(ODD, "not UTF-8", "event-1")
    terminal, its_end = pty.openpty()

    raw(environ | {"PYTHONIOENCODING": "utf-8"}, name, its_end)
    os.close(its_end)
    shown = os.read(terminal, 4096)
    os.close(terminal)

    assert b'"Ada \\xff\\x1b[2J\\u202e\\u00f8"}\\r' in shown
    assert b"\x1b" not in shown


@pytest.mark.parametrize("name", ["0" * 64, "no-such", ""])
def test_a_name_that_is_none_or_not_only_one_is_told(quarantine, run_process, name):
    quarantine(b"[1]", "body: must be an object")
    quarantine(b"[2]", "body: must be an object")

    result = run_process("webhook", "unreadable", "--raw", name)

    assert result.stderr.startswith("--raw: there is no such event")
    assert (result.returncode, result.stdout) == (1, "")


def test_while_redis_does_not_answer_it_could_not_look(run_process, unused_port):
    result = run_process("webhook", "unreadable", REDIS_URL=f"redis://127.0.0.1:{unused_port}")

    assert result.stderr.startswith("REDIS_URL: Redis can't be read: ")
    assert (result.returncode, result.stdout) == (3, "")
