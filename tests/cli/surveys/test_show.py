"""`rating-survey surveys show`: the story of a conversation that really went the whole way."""

import re

import pytest
from lifecycle_cases import everything_stored

from service.sandbox.conversations import ORGANIZATION, a_conversation, agent
from service.sandbox.played_dixa import faults


def test_that_the_customer_opted_out_is_told(workshop, run_process):
    conversation = a_conversation(csid=4712)
    workshop.ask(conversation)
    customers = workshop.tools.customers
    customers.opt_out(ORGANIZATION.id, conversation.requester.id)

    told = run_process("surveys", "show", 4712).stdout

    assert told.count("The customer said that they don't want to be asked any more.") == 2


def without_what_differs(text):
    """The text with every time and every id that each run makes anew replaced by what it is."""
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "TIME", text)
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", text)


def test_the_whole_story_is_told_as_the_workers_recorded_it(workshop, dixa, run_process):
    unassigned = a_conversation(csid=4711, name="Ada Sample", agent=None)
    workshop.ask(unassigned)
    assigned = unassigned.assigned_to(agent("Agnes"))
    dixa.faults.on("offer", faults.reply_lost(committed=False), times=1)
    survey = workshop.ask(assigned)
    workshop.later(survey)
    workshop.later(survey)
    workshop.answer(survey, 4, "Thank you!")
    workshop.reopen(assigned)
    workshop.ask(assigned)

    result = run_process("surveys", "show", 4711)

    assert (
        without_what_differs(result.stdout)
        == """\
Conversation 4711: EMAIL, INBOUND, with Ada Sample. Times are UTC.
Survey 1: Nobody was asked (no agent), because nobody was assigned when it closed.
Survey 2: The customer answered 4 out of 5 (Satisfied) and wrote: “Thank you!”. Dixa has it.
Survey 3: Nobody was asked (cool-down), because the customer was asked not long ago.

TIME  The conversation closed in queue Support; nobody was assigned.
TIME  The conversation closed in queue Support; Agnes Agent was assigned.
TIME  The conversation was opened again.
TIME  The conversation closed in queue Support; Agnes Agent was assigned.
TIME  Survey 1: Dixa told us of the closing (event ID).
TIME  Survey 1: Not asked (no agent), because nobody was assigned when it closed.
TIME  Survey 2: Dixa told us of the closing (event ID).
TIME  Survey 2: Decided to ask for a Csat rating, by survey "default".
TIME  Survey 2: The rating offer for Agnes Agent is sent to Dixa.
TIME  Survey 2: Whether Dixa has the offer is not known: Dixa's answer was lost: connection cut.
TIME  Survey 2: Dixa does not show it: one more look.
TIME  Survey 2: Dixa does not have it: it will be sent again.
TIME  Survey 2: The rating offer for Agnes Agent is sent to Dixa.
TIME  Survey 2: Dixa has the rating offer for Agnes Agent: offer ID.
TIME  Survey 2: The link was sent by email. It can be answered until TIME UTC.
TIME  Survey 2: The customer answered 4 out of 5 (Satisfied) and wrote: “Thank you!”.
TIME  Survey 2: The answer is sent to Dixa.
TIME  Survey 2: Dixa has the answer.
TIME  Survey 3: Dixa told us of the closing (event ID).
TIME  Survey 3: Not asked (cool-down), because the customer was asked not long ago.
"""
    )
    assert (result.returncode, result.stderr) == (0, "")


def test_telling_changes_nothing(workshop, redis, run_process):
    workshop.ask(a_conversation(csid=4711))
    before = everything_stored(redis)

    run_process("surveys", "show", 4711)

    assert everything_stored(redis) == before


def test_of_an_unknown_conversation_it_is_said_what_that_may_mean(redis, run_process):
    result = run_process("surveys", "show", 4711)

    [line] = result.stderr.splitlines()
    assert line.startswith("Conversation 4711 is not known: it has not closed since ")
    assert "Check the number, the webhook's delivery status in Dixa" in line
    assert (result.returncode, result.stdout) == (1, "")


@pytest.mark.parametrize("conversation", ["*", "47?1", "org:4711", "", "-1", "４７"])
def test_what_is_no_number_of_dixa_is_refused(run, conversation):
    result = run("surveys", "show", "--", conversation)

    assert result.stderr == (
        "CONVERSATION: must be Dixa's number of it; for example rating-survey surveys show 4711\n"
    )
    assert result.exit_code == 2


def test_without_redis_one_line_says_so(run_process):
    result = run_process("surveys", "show", 4711, REDIS_URL="unix:///nowhere/redis.sock")

    [line] = result.stderr.splitlines()
    assert line.startswith("REDIS_URL: Redis can't be read: ")
    assert result.returncode == 3


def test_of_a_record_that_can_not_be_read_one_line_says_so(workshop, redis, run_process):
    survey = workshop.ask(a_conversation(csid=4711))
    redis.hset(f"rs:survey:{survey.id}", "closing", "{broken")

    result = run_process("surveys", "show", 4711)

    assert f"its record can't be read ({survey.id}, JSONDecodeError)" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.returncode == 1
