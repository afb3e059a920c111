"""`rating-survey rules simulate`: the recorded closings, replayed by a real process."""

from dataclasses import replace
from time import time

import pytest
from lifecycle_cases import AGNES, a_closing, everything_stored

from service.hints import Hints
from service.lifecycle import keys
from service.lifecycle.customers import Customers
from service.lifecycle.intake import Intake
from service.lifecycle.record import Person
from service.lifecycle.states import State

HOUR = 3_600_000
SURVEYS = """
[[survey]]
name = "returns"
rating = "Csat"
queues = ["Returns"]
deliver = ["email", "message"]
"""


@pytest.fixture
def close(redis):
    """A function that records a closing as the webhook does."""
    hints = Hints(redis, job_timeout_seconds=45)
    intake = Intake(redis, hint=lambda pipe, each: hints.add(pipe, each, State.RECEIVED))

    def close_(conversation, *, hours_ago, **traits):
        closing = a_closing(f"event-{conversation}-{hours_ago}", at=now() - hours_ago * HOUR)
        intake.closed(replace(closing, conversation=str(conversation), **traits))

    return close_


@pytest.fixture
def surveys_file(tmp_path):
    file = tmp_path / "surveys.toml"
    file.write_text(SURVEYS, encoding="utf-8")
    return file


def now():
    return round(time() * 1000)


def rows(result):
    """The table, by the first word of each line."""
    return {line.split()[0]: line.split()[1:] for line in result.stdout.splitlines() if line}


def test_the_recorded_closings_are_decided_by_the_new_file(redis, close, surveys_file, run_process):
    close(1, hours_ago=30, queue_name="Returns", agent=None)
    close(1, hours_ago=29, queue_name="Returns", agent=AGNES)
    close(2, hours_ago=5, queue_name="Sales")
    close(3, hours_ago=2, queue_name="Returns", agent=None)

    result = run_process("rules", "simulate", "--surveys", surveys_file)

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("Conversations: 3; closings: 4; ")
    assert f"\n{surveys_file} would ask 1 of them, 1 a day, 1 by message first.\n" in result.stdout
    table = rows(result)
    assert table["closed"] == ["asked", "share", "no", "rule", "no", "agent"]
    assert table["all"] == ["3", "1", "33.3", "%", "1", "1"]
    assert table["Returns"] == ["2", "1", "50.0", "%", "0", "1"]
    assert table["Sales"] == ["1", "0", "0.0", "%", "1", "0"]


def test_the_ways_are_those_that_are_set_up(redis, close, surveys_file, run_process):
    close(1, hours_ago=1, queue_name="Returns")
    mail = {"SMTP_URL": "smtp://127.0.0.1:1", "MAIL_FROM": "support@example.com"}

    result = run_process("rules", "simulate", "--surveys", surveys_file, **mail)

    assert "would ask 1 of them, 1 by email first." in result.stdout


def test_without_a_file_the_surveys_in_use_are_replayed(redis, close, surveys_file, run_process):
    close(1, hours_ago=1, queue_name="Sales")

    result = run_process("rules", "simulate", SURVEYS_FILE=str(surveys_file))

    assert f"{surveys_file} would ask 0 of them." in result.stdout


def test_what_closed_longer_ago_is_left_out(redis, close, run_process):
    close(1, hours_ago=30)
    close(2, hours_ago=5)

    result = run_process("rules", "simulate", "--since", "1d")

    assert result.stdout.startswith("Conversations: 1; closings: 1; ")
    assert "The survey that is used without a file would ask 1 of them" in result.stdout


def test_whoever_opted_out_or_was_asked_shortly_before_is_not_asked(
    redis, close, surveys_file, run_process
):
    for number in (1, 2, 3, 4):
        customer = Person(id=f"customer-{number}")
        close(number, hours_ago=1, queue_name="Returns", customer=customer)
    Customers(redis).opt_out("org", "customer-1")
    for number, days_ago in ((2, 20), (3, 40), (4, 1)):
        name = keys.customer("org", f"customer-{number}")
        redis.hset(name, "asked:Csat", now() - days_ago * 24 * HOUR)

    result = run_process("rules", "simulate", "--surveys", surveys_file)

    table = rows(result)
    assert table["closed"] == ["asked", "share", "opted", "out", "cool-down"]
    assert table["all"] == ["4", "2", "50.0", "%", "1", "1"]


def test_replaying_changes_nothing(redis, close, run_process):
    close(1, hours_ago=1)
    Customers(redis).opt_out("org", "customer-1")
    before = everything_stored(redis)

    run_process("rules", "simulate")

    assert everything_stored(redis) == before


def test_what_is_probably_not_meant_is_noted_also_where_there_is_nothing_to_replay(
    redis, run_process, tmp_path
):
    file = tmp_path / "surveys.toml"
    file.write_text('[[survey]]\nname = "mail"\nrating = "Csat"\nchannels = ["E-MAIL"]\n')

    nothing, note = run_process("rules", "simulate", "--surveys", str(file)).stdout.splitlines()

    assert nothing.startswith("No closing was recorded")
    assert note.startswith("Note: survey mail: channel E-MAIL is none that we know: did you mean")


def test_where_nothing_was_recorded_there_is_nothing_to_replay(redis, run_process):
    result = run_process("rules", "simulate")

    assert result.stdout == (
        "No closing was recorded in the last 7d: there is nothing to replay.\n"
    )
    assert result.returncode == 0


def test_further_back_than_closings_are_kept_is_refused(run):
    result = run("rules", "simulate", "--since", "9d")

    assert result.stderr == "--since: must be at most 8d: closings are not kept longer\n"
    assert result.exit_code == 2


def test_a_length_that_is_none_is_refused(run):
    result = run("rules", "simulate", "--since", "a week")

    assert result.stderr == (
        "--since: must be a whole number with a unit: s, m, h, d or w; for example --since 7d\n"
    )
    assert result.exit_code == 2


def test_without_redis_one_line_says_so(run_process):
    result = run_process("rules", "simulate", REDIS_URL="unix:///nowhere/redis.sock")

    assert result.stderr.startswith("REDIS_URL: Redis can't be read: ")
    assert len(result.stderr.splitlines()) == 1
    assert result.returncode == 3


def test_missing_settings_are_named(run_process):
    result = run_process("rules", "simulate", SECRET_KEY="")

    assert result.stderr.startswith("SECRET_KEY: must be set; for example ")
    assert result.returncode == 2
