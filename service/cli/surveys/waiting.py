"""Whether a survey waits for Dixa, since when, and why."""

from collections.abc import Iterable, Iterator
from itertools import takewhile

from service.cli.surveys.survey_words import printable
from service.cli.times import utc
from service.lifecycle.reading import LedgerEntry
from service.lifecycle.record import Survey
from service.lifecycle.states import ENDED, State

_WAITS_FOR_NOTHING = ENDED | {State.PARKED, State.INVITED}
"""Parked ones wait for a person, and the link works without Dixa."""

_DIXAS = (
    "Dixa refuses the token",
    "Dixa limits us",
    "Dixa is failing",
    "Dixa could not be reached",
    "Dixa's answer was lost",
)
_ATTEMPTED = frozenset({State.OFFERING, State.SUBMITTING})
_ATTEMPTS = frozenset({"", "sending the offer", "sending the answer"})


def waiting(survey: Survey, ledger: Iterable[LedgerEntry]) -> str:
    """A sentence to follow how the survey stands; empty if it does not wait for Dixa.

    Args:
        survey: as it is now.
        ledger: its history, oldest first.
    """
    reason = survey.reason or ""
    if survey.state in _WAITS_FOR_NOTHING or not reason.startswith(_DIXAS):
        return ""
    since = min((entry.at for entry in _latest(ledger) if _is_dixas(entry)), default=0)
    told = f" since {utc(since)}" if since else ""
    why = printable(reason)
    return f" It has had to wait for Dixa{told} ({why}). What to do: rating-survey check."


def _latest(ledger: Iterable[LedgerEntry]) -> Iterator[LedgerEntry]:
    """The last lines, as far back as they tell of nothing but waiting."""
    return takewhile(lambda entry: _is_dixas(entry) or _is_attempt(entry), reversed(list(ledger)))


def _is_dixas(entry: LedgerEntry) -> bool:
    return (entry.reason or "").startswith(_DIXAS)


def _is_attempt(entry: LedgerEntry) -> bool:
    """Whether it only tells that there was one, which is noted before anything comes of it."""
    return entry.after in _ATTEMPTED and (entry.reason or "") in _ATTEMPTS
