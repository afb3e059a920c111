"""`rating-survey parked`, on surveys that a worker has parked."""

import os
import pty
import subprocess
import sysconfig
from pathlib import Path

import pytest

from service.lifecycle import keys
from service.lifecycle.states import State
from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import faults

PROGRAM = Path(sysconfig.get_path("scripts")) / "rating-survey"


@pytest.fixture
def refused(workshop, dixa):
    """A survey that is parked, since Dixa refused its offer."""
    dixa.faults.on("offer", faults.refusal(400, "Invalid value in request"), times=1)
    return workshop.ask(a_conversation(csid=4711))


def test_what_waits_is_listed_with_its_reason_and_what_to_do(refused, run_process):
    result = run_process("parked", "list")

    first, *rest = result.stdout.splitlines()
    assert first.startswith(f"{refused.id}  conversation 4711, since 20")
    assert first.endswith(", from offering")
    assert rest == [
        "    Dixa refuses: 400 Invalid value in request",
        "    Put right in Dixa what its words name, then `retry`; or `drop`.",
    ]
    assert (result.returncode, result.stderr) == (1, "")


def test_where_dixa_knows_nothing_of_it_the_address_may_be_wrong(workshop, dixa, run_process):
    dixa.faults.on("offer", faults.refusal(404, "Not Found"), times=1)
    workshop.ask(a_conversation(csid=4711))

    [_, reason, what_to_do] = run_process("parked", "list").stdout.splitlines()

    assert reason == "    Dixa refuses: 404 Not Found"
    assert what_to_do.startswith("    See with `rating-survey check` if DIXA_API_URL is right;")


def test_when_nothing_waits_the_list_says_so_and_is_content(redis, run_process):
    result = run_process("parked", "list")

    assert (result.returncode, result.stdout) == (0, "Nothing is parked.\n")


def test_a_retried_survey_is_asked_after_all(refused, workshop, dixa, run_process):
    result = run_process("parked", "retry", refused.id)

    assert (result.returncode, result.stdout) == (0, f"survey {refused.id} goes on\n")
    workshop.later(workshop.survey(refused))
    workshop.later(workshop.survey(refused))
    assert workshop.survey(refused).state is State.INVITED
    assert len(dixa.offers(4711)) == 1


@pytest.mark.parametrize("command", ["retry", "drop"])
def test_the_number_of_its_conversation_names_a_parked_survey(
    command, refused, workshop, run_process
):
    result = run_process("parked", command, 4711)

    assert result.returncode == 0
    assert result.stdout.startswith(f"survey {refused.id} ")
    assert workshop.survey(refused).state is not State.PARKED


def test_a_number_of_which_nothing_is_parked_names_nothing(refused, run_process):
    result = run_process("parked", "drop", 4712)

    assert result.stderr == "nothing called 4712 is parked: `parked list` shows what is\n"
    assert (result.returncode, result.stdout) == (1, "")


def test_of_a_suspected_answer_the_list_says_what_shows_it(workshop, redis, run_process):
    survey = workshop.ask(a_conversation(csid=4711))
    redis.hset(keys.survey(survey.id), mapping={"state": "parked", "reason": "suspected: a, b"})
    redis.zadd(keys.PARKED, {survey.id: 1})

    *_, advice = run_process("parked", "list").stdout.splitlines()

    assert advice.startswith("    Look at the answer: `rating-survey surveys show 4711`; then ")


def test_a_dropped_survey_ends(refused, workshop, run_process):
    result = run_process("parked", "drop", refused.id)

    assert (result.returncode, result.stdout) == (0, f"survey {refused.id} is dropped\n")
    assert workshop.survey(refused).reason == "dropped by hand"


def test_what_is_done_by_hand_is_part_of_the_story(refused, run_process):
    run_process("parked", "retry", refused.id)

    story = run_process("surveys", "show", 4711).stdout

    assert "It goes on from where it stopped: tried again by hand." in story


def test_a_reason_chooses_the_surveys_whose_reasons_contain_it(refused, workshop, run_process):
    result = run_process("parked", "drop", "--reason", "Invalid value")

    assert (result.returncode, result.stdout) == (0, f"survey {refused.id} is dropped\n")


@pytest.mark.parametrize("command", ["retry", "drop"])
def test_that_no_reason_contains_a_text_is_told(command, refused, workshop, run_process):
    result = run_process("parked", command, "--reason", "conflict")

    assert result.stderr.startswith("No parked survey's reason contains “conflict”: ")
    assert (result.returncode, result.stdout) == (1, "")
    assert workshop.survey(refused).state is State.PARKED


@pytest.mark.parametrize("command", ["retry", "drop"])
def test_with_nothing_parked_all_of_them_are_done_which_is_told(command, redis, run_process):
    result = run_process("parked", command, "--all")

    assert (result.returncode, result.stdout) == (0, "Nothing is parked.\n")


def test_all_of_them_can_be_chosen(refused, run_process):
    result = run_process("parked", "retry", "--all")

    assert (result.returncode, result.stdout) == (0, f"survey {refused.id} goes on\n")


@pytest.fixture
def on_a_terminal(environ):
    """A function that runs a command for somebody who types an answer to its question."""

    def run(*arguments, typing=""):
        terminal, its_end = pty.openpty()
        os.write(terminal, f"{typing}\n".encode())
        try:
            return subprocess.run(
                [PROGRAM, *arguments],
                env={"PATH": os.environ["PATH"]} | environ,
                stdin=its_end,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
        finally:
            os.close(its_end)
            os.close(terminal)

    return run


@pytest.mark.parametrize("choice", [["--all"], ["--reason", "Dixa refuses"]], ids=str)
def test_on_a_terminal_many_are_dropped_only_by_who_says_so(
    choice, refused, workshop, dixa, on_a_terminal
):
    dixa.faults.on("submit", faults.refusal(400, "Invalid value in request"), times=1)
    workshop.answer(workshop.ask(a_conversation()), 4)

    declined = on_a_terminal("parked", "drop", *choice, typing="n")
    still = workshop.survey(refused).state
    agreed = on_a_terminal("parked", "drop", *choice, typing="y")

    question = "Give up 2 surveys, 1 of them with an answer? This can't be undone. [y/N]: "
    assert declined.stderr == f"{question}Nothing was done: it was broken off.\n"
    assert (declined.returncode, still) == (1, State.PARKED)
    assert agreed.returncode == 0
    assert workshop.survey(refused).reason == "dropped by hand"


@pytest.mark.parametrize("choice", [["--all", "--yes"], None], ids=str)
def test_by_name_or_with_yes_nobody_is_asked(choice, refused, on_a_terminal):
    result = on_a_terminal("parked", "drop", *(choice or [refused.id]))

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == f"survey {refused.id} is dropped\n"


def test_what_is_not_parked_is_refused_and_the_others_are_done(refused, workshop, run_process):
    invited = workshop.ask(a_conversation())

    result = run_process("parked", "drop", "nobody", invited.id, refused.id)

    assert result.stderr.splitlines() == [
        "nothing called nobody is parked: `parked list` shows what is",
        f"survey {invited.id} is not parked but invited",
    ]
    assert (result.returncode, result.stdout) == (1, f"survey {refused.id} is dropped\n")


@pytest.mark.parametrize("choice", [[], ["--all", "--reason", "x"], ["1f8b2c", "--all"]])
def test_surveys_are_chosen_in_one_way_or_not_at_all(run, choice):
    result = run("parked", "retry", *choice)

    assert result.stderr.startswith(
        "SURVEY: name the surveys by their ids or conversations, or choose"
    )
    assert result.exit_code == 2
