"""Reasons are written in one place and told apart in others, by their words: those must agree."""

import ast
import re
from pathlib import Path

import pytest

from service.cli.parked import advice
from service.cli.surveys import sentences, waiting
from service.lifecycle import parking
from service.lifecycle.errors import RecordUnreadable
from service.reconciliation.missed_event import FROM_ACTIVITY_LOG
from service.rules.reasons import SuppressReason
from service.sandbox.demo import telling
from tests.chaos.evidence import POISON
from tests.chaos.record import ANSWERING, OFFERING

ROOT = Path(__file__).parents[2]
DIXA = ROOT / "service" / "dixa"
SCRIPTS = ROOT / "service" / "lifecycle" / "scripts"

NOT_WRITTEN_ANY_MORE = {"not in Dixa, sent again"}
"""Older histories say it so."""


def of_workers():
    """What is given as a reason anywhere in the workers' code, up to its first part that varies."""
    for file in (ROOT / "workers").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            is_given = isinstance(node, ast.keyword) and node.arg == "reason"
            is_named = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "reason"
            if is_given or is_named:
                first = getattr(node.value, "values", [node.value])[0]
                yield from [first.value] if isinstance(first, ast.Constant) else []


def of_scripts():
    """The same of the scripts, in which the lines that write one all look alike."""
    writing = re.compile(r"\b(?:note|move|unpark)\(|\breason = ")
    for file in SCRIPTS.glob("*.lua"):
        for line in file.read_text("utf-8").splitlines():
            if found := writing.search(line):
                yield from re.findall(r"'([^']*)'", line[found.start() :])


WRITTEN = {*of_workers(), *of_scripts(), str(RecordUnreadable("1f8b2c", ValueError()))}

WHOLE = {
    *(reason for _, reason in sentences._KNOWN if reason),
    parking.DROPPED_BY_HAND,
    *(reason for reason in waiting._ATTEMPTS if reason),
    OFFERING,
    ANSWERING,
}

BEGINNINGS = {
    *(begins.removesuffix(FROM_ACTIVITY_LOG) for _, begins in sentences._BEGINNINGS),
    *(begins for begins, _ in advice._BY_BEGINNING),
    *telling._SECOND_THOUGHTS,
    POISON,
}


@pytest.mark.parametrize("reason", sorted(WHOLE - NOT_WRITTEN_ANY_MORE))
def test_a_reason_that_is_told_in_words_of_its_own_is_written_so(reason):
    assert reason in WRITTEN


@pytest.mark.parametrize("beginning", sorted(BEGINNINGS))
def test_a_reason_that_is_known_by_how_it_begins_is_written_so(beginning):
    # What follows a colon may vary, and be known more exactly than it is written.
    openings = tuple(reason for reason in WRITTEN if reason.endswith(": "))

    assert beginning.startswith(openings) or any(reason.startswith(beginning) for reason in WRITTEN)


@pytest.mark.parametrize("beginning", waiting._DIXAS)
def test_what_a_survey_waits_for_dixa_for_is_written_so_where_dixa_is_asked(beginning):
    written = "".join(file.read_text("utf-8") for file in DIXA.glob("*.[pl][yu]*"))

    assert re.search(rf"""["']{re.escape(beginning)}""", written)


def test_what_only_older_histories_say_is_known_and_written_no_more():
    assert NOT_WRITTEN_ANY_MORE <= WHOLE - WRITTEN


def test_what_lets_a_suspected_answer_go_on_knows_it_by_how_its_reason_begins():
    retry = (SCRIPTS / "retry.lua").read_text("utf-8")

    [beginning] = re.findall(r"string\.find\(known\[4\], '([^']+)'", retry)

    assert any(reason.startswith(beginning) for reason in WRITTEN)


def test_the_reasons_not_to_ask_that_an_event_is_weighed_by_are_those_of_the_rules():
    receive = (SCRIPTS / "receive.lua").read_text("utf-8")

    repeated = {
        *re.findall(r"\['([^']+)'\] = true", receive),
        *re.findall(r"\breason == '([^']+)'", receive),
        *re.findall(r"move\(id, 'suppressed', now, '([^']+)'\)", receive),
    }

    assert {"no agent", "abandoned", "unreachable"} <= repeated <= set(SuppressReason)
