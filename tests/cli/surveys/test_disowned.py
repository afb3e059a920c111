"""`rating-survey surveys disowned`: what customers say is not theirs."""

from datetime import timedelta

import pytest

from service.lifecycle import keys
from service.sandbox.conversations import a_conversation, agent
from service.sandbox.played_dixa import faults


@pytest.fixture
def answered(workshop):
    """A function that closes a conversation and has its customer answer."""

    def answer(csid, rating):
        conversation = a_conversation(csid=csid, agent=agent("Agnes"))
        return workshop.answer(workshop.ask(conversation), rating)

    return answer


def disown(workshop, survey):
    workshop.answers.disown(survey.id, nonce="disowned", version=survey.answer_version)


def test_what_dixa_has_and_customers_disown_is_listed(workshop, answered, run_process):
    first, second, _theirs = answered(4711, 1), answered(4712, 2), answered(4713, 5)
    for survey in (first, second):
        disown(workshop, survey)
    workshop.redis.zincrby(keys.DISOWNED, -60_000, second.id)

    result = run_process("surveys", "disowned")

    lines = [line.partition("  ")[2] for line in result.stdout.splitlines()]
    assert lines == [
        "conversation 4712, Agnes Agent: rated 2 out of 5 (Dissatisfied)",
        "conversation 4711, Agnes Agent: rated 1 out of 5 (Very dissatisfied)",
    ]
    assert (result.returncode, result.stderr) == (1, "")


def test_it_stays_listed_when_what_is_personal_is_gone(workshop, answered, run_process):
    disown(workshop, answered(4711, 1))
    assert workshop.tools.schedule.redact_ended(timedelta(0), 10) == 1

    assert "conversation 4711" in run_process("surveys", "disowned").stdout


def test_so_is_what_dixa_may_have(workshop, answered, dixa, run_process):
    dixa.faults.on("submit", faults.reply_lost(committed=True), times=1)
    disown(workshop, answered(4711, 1))

    [line] = run_process("surveys", "disowned").stdout.splitlines()
    assert line.endswith("1 out of 5 (Very dissatisfied); it is not certain that Dixa has it")


def test_what_was_said_before_is_left_out(workshop, answered, run_process):
    disown(workshop, answered(4711, 1))

    result = run_process("surveys", "disowned", "--since", "0s")

    assert (result.returncode, result.stdout) == (0, "Nobody has disowned a rating.\n")
