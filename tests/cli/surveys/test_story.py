"""A conversation's history, as it is read aloud."""

from dataclasses import replace

from service.cli.surveys.story import story
from service.lifecycle.history import History, Opening
from service.lifecycle.reading import LedgerEntry
from service.lifecycle.record import Person
from service.lifecycle.states import State

MINUTE = 60_000
BEGINNING = 1_773_216_000_000  # when the survey's conversation closed


def entries(*lines):
    """A ledger from (minutes after the closing, state, reason); each state follows the last."""
    before = [None, *(state for _, state, _ in lines)]
    return tuple(
        LedgerEntry(at=BEGINNING + minutes * MINUTE, before=last, after=state, reason=reason)
        for (minutes, state, reason), last in zip(lines, before, strict=False)
    )


def told(closings, *surveys, openings=(), opted_out_at=None):
    history = History(
        closings=tuple(closings), openings=openings, surveys=surveys, opted_out_at=opted_out_at
    )
    return "\n".join(story(history)) + "\n"


def test_a_customer_who_does_not_want_to_be_asked_any_more_is_told_of(survey, closing):
    survey = replace(survey, state=State.INVITED, rating=None)
    ledger = entries((0, "received", "event event-1"), (4, "invited", "email"))

    text = told([closing], (survey, ledger), opted_out_at=BEGINNING + 7 * MINUTE)

    said = "The customer said that they don't want to be asked any more."
    assert f"\n{said} They are not asked again.\n\n" in text
    assert text.endswith(f"2026-03-11 08:07:00  {said}\n")


def test_a_survey_that_went_all_the_way_is_told_from_first_to_last(survey, closing):
    ledger = entries(
        (0, "received", "event event-1"),
        (1, "scheduled", "survey support"),
        (2, "offering", None),
        (2, "offering", "sending the offer"),
        (3, "offered", "offer offer-1"),
        (4, "invited", "email"),
        (90, "answered", None),
        (91, "submitting", None),
        (91, "submitting", "sending the answer"),
        (92, "submitted", None),
    )

    text = told([closing], (survey, ledger))

    assert (
        text
        == """\
Conversation 4711: EMAIL, INBOUND, with Ada Sample. Times are UTC.
The customer answered 4 out of 5 (Satisfied) and wrote: “Thank you, Agnes!”. Dixa has it.

2026-03-11 08:00:00  The conversation closed in queue Returns; Agnes Agent was assigned.
2026-03-11 08:00:00  Dixa told us of the closing (event event-1).
2026-03-11 08:01:00  Decided to ask for a Csat rating, by survey "support".
2026-03-11 08:02:00  The rating offer for Agnes Agent is sent to Dixa.
2026-03-11 08:03:00  Dixa has the rating offer for Agnes Agent: offer offer-1.
2026-03-11 08:04:00  The link was sent by email. It can be answered until 2026-03-25 08:00:00 UTC.
2026-03-11 09:30:00  The customer answered 4 out of 5 (Satisfied) and wrote: “Thank you, Agnes!”.
2026-03-11 09:31:00  The answer is sent to Dixa.
2026-03-11 09:32:00  Dixa has the answer.
"""
    )


def test_several_surveys_are_told_apart_in_the_order_of_what_happened(survey, closing):
    without = replace(closing, event_id="event-0", closed_at=BEGINNING - MINUTE, agent=None)
    nobody = replace(survey, closing=without, state=State.SUPPRESSED, reason="no agent")
    first = entries((0, "received", "event event-0"), (1, "suppressed", "no agent"))
    second = entries(
        (2, "received", "event event-1"),
        (3, "scheduled", "survey support"),
        (6, "cancelled", "reopened"),
    )
    cancelled = replace(survey, state=State.CANCELLED, reason="reopened")

    text = told(
        [without, closing],
        (nobody, first),
        (cancelled, second),
        openings=(Opening(at=BEGINNING + 5 * MINUTE),),
    )

    assert (
        text
        == """\
Conversation 4711: EMAIL, INBOUND, with Ada Sample. Times are UTC.
Survey 1: Nobody was asked (no agent), because nobody was assigned when it closed.
Survey 2: Nobody was asked: the conversation was opened again first.

2026-03-11 07:59:00  The conversation closed in queue Returns; nobody was assigned.
2026-03-11 08:00:00  The conversation closed in queue Returns; Agnes Agent was assigned.
2026-03-11 08:00:00  Survey 1: Dixa told us of the closing (event event-0).
2026-03-11 08:01:00  Survey 1: Not asked (no agent), because nobody was assigned when it closed.
2026-03-11 08:02:00  Survey 2: Dixa told us of the closing (event event-1).
2026-03-11 08:03:00  Survey 2: Decided to ask for a Csat rating, by survey "support".
2026-03-11 08:05:00  The conversation was opened again.
2026-03-11 08:06:00  Survey 2: Opened again before anything was offered: nobody is asked.
"""
    )


def test_what_is_not_known_of_the_conversation_is_left_out(survey, closing):
    bare = replace(closing, customer=Person(id="customer-1"), queue_name=None, agent=None)

    text = told([bare], (replace(survey, closing=bare), ()))

    assert text.splitlines()[0] == "Conversation 4711: EMAIL, INBOUND. Times are UTC."
    assert text.splitlines()[-1] == (
        "2026-03-11 08:00:00  The conversation closed; nobody was assigned."
    )


def test_nothing_in_the_story_can_be_obeyed_by_a_terminal(survey, closing):
    sly = replace(survey, comment="\x1b]0;owned\x07 \u202eright\r\nleft\u2028end")

    text = told([closing], (sly, ()))

    assert all(line.isprintable() for line in text.split("\n"))
    assert "and wrote: “]0;owned right left end”" in text


def test_every_reopening_is_told_and_which_of_them_our_own_message_caused(survey, closing):
    openings = (
        Opening(at=BEGINNING + 5 * MINUTE, is_echo=True),
        Opening(at=BEGINNING + 60 * MINUTE),
        Opening(at=BEGINNING + 90 * MINUTE),
    )

    text = told([closing], (survey, ()), openings=openings)

    assert text.endswith(
        "08:05:00  Our own message opened the conversation again, which does not count.\n"
        "2026-03-11 09:00:00  The conversation was opened again.\n"
        "2026-03-11 09:30:00  The conversation was opened again.\n"
    )


def test_an_abandoned_conversation_is_called_so(survey, closing):
    abandoned = replace(closing, agent=None, is_abandoned=True)

    text = told([abandoned], (survey, entries((0, "received", "event event-1"))))

    assert "08:00:00  The conversation was abandoned in queue Returns.\n" in text
