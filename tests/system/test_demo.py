"""`rating-survey demo`: as `make demo` runs it."""

import re
import subprocess
from pathlib import Path
from signal import SIGTERM

import pytest
from program import ENVIRONMENT, Program
from survey_page import answer, send, visit
from waiting import eventually

DEMO_SECONDS = 90.0


@pytest.fixture
def demo(tmp_path):
    """A function that starts it; other settings than the few it is given here do not reach it."""

    def start(*arguments):
        command = ["rating-survey", "demo", *arguments]
        return Program(command, ENVIRONMENT, tmp_path / "demo.log", folder=tmp_path)

    return start


def test_once_it_answers_its_own_surveys_and_finds_every_rating_in_dixa(demo):
    with demo("--once") as program:
        code = program.wait(seconds=DEMO_SECONDS)

    assert code == 0, program.said
    assert "All 6 ratings reached Dixa exactly once; 2 were rightly not asked." in program.said
    for step in ("event received", "offer created", "link delivered", "answered", "submitted"):
        assert step in program.said
    assert "answer changed  from 1 to 0" in program.said
    assert program.family == []


def test_it_tells_whatever_a_customer_does_about_an_answer(demo):
    with demo() as program:
        says(program, "Ctrl-C ends the demo", seconds=DEMO_SECONDS)
        [link] = re.findall(r"by message: (\S+)", program.said)

        answer(link, rating=1)
        change = visit(f"{link}/change").hidden
        send(f"{link}/change", {**change, "rating": 0})
        says(program, "answer changed  from 1 to 0")
        send(f"{link}/not-me", visit(link).hidden)
        says(program, "not theirs      it was 0")
        send(f"{link}/unsubscribe", {})
        says(program, "opted out       this customer is not asked again")


def test_ctrl_c_ends_it_cleanly_and_leaves_no_process(demo):
    with demo() as program:
        says(program, "Ctrl-C ends the demo", seconds=DEMO_SECONDS)
        program.interrupt()

        assert program.wait() == 0
        assert program.family == []
        assert "Traceback" not in program.said


def test_told_to_end_it_clears_away_too(demo):
    with demo() as program:
        says(program, "Ctrl-C ends the demo", seconds=DEMO_SECONDS)
        [settings] = re.findall(r"set -a; \. (\S+);", program.said)
        program.signal(SIGTERM)

        assert program.wait() == 0
        assert program.family == []
        assert not Path(settings).parent.exists()


def test_the_commands_can_be_tried_in_it_as_it_says(demo):
    with demo() as program:
        says(program, "another terminal", seconds=DEMO_SECONDS)
        says(program, "surveys show")
        [command] = re.findall(r"^  (set -a; .*)$", program.said, re.MULTILINE)
        done = subprocess.run(
            ["/bin/sh", "-c", command], env=ENVIRONMENT, capture_output=True, text=True, check=False
        )

    assert done.returncode == 0, done.stderr
    assert "Dixa has the rating offer" in done.stdout


def test_an_answer_that_a_person_lets_go_on_is_not_told_as_a_second_one(demo):
    with demo() as program:
        says(program, "another terminal", seconds=DEMO_SECONDS)
        says(program, "surveys show")
        [command] = re.findall(r"^  (set -a; .*) surveys show", program.said, re.MULTILINE)
        link = re.findall(r"by email: (\S+)", program.said)[0]

        send(link, {**visit(link).hidden, "rating": 5, "website": "as a machine does"})
        says(program, "parked          suspected: ")
        retry = ["/bin/sh", "-c", f"{command} parked retry --all"]
        subprocess.run(retry, env=ENVIRONMENT, check=True)
        says(program, "goes on         by hand")
        says(program, "submitted       Dixa has the rating")

    assert program.said.count("answered        ") == 1


def says(program, text, *, seconds=20.0):
    eventually(lambda: text in program.said, what=text, seconds=seconds)
