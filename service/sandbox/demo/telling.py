"""Tells what happens, one line a step, as the record's own ledgers show it."""

from datetime import datetime
from time import time

import click

from service.lifecycle.customers import Customers
from service.lifecycle.reading import LedgerEntry, read_ledger, surveys_of
from service.lifecycle.record import Survey
from service.lifecycle.states import State
from service.sandbox.conversations import ORGANIZATION, Conversation
from service.sandbox.demo.customers import find_link
from service.sandbox.demo.stage import Stage

_STEPS: dict[str, tuple[str, str]] = {
    State.RECEIVED: ("event received", "blue"),
    State.OFFER_UNKNOWN: ("reply lost", "yellow"),
    State.OFFERED: ("offer created", "cyan"),
    State.INVITED: ("link delivered", "magenta"),
    State.ANSWERED: ("answered", "green"),
    State.SUBMITTED: ("submitted", "green"),
    State.SUPPRESSED: ("not asked", "yellow"),
    State.CANCELLED: ("not asked", "yellow"),
    State.EXPIRED: ("expired", "yellow"),
    State.PARKED: ("parked", "red"),
}
_SECOND_THOUGHTS: dict[str, tuple[str, str]] = {
    "answer changed": ("answer changed", "green"),
    "answer disowned": ("not theirs", "yellow"),
    "dropped by hand": ("given up", "yellow"),
    "tried again": ("goes on", "green"),
}
"""What people may do about it, by how the ledger's reason begins."""

_QUIET = frozenset({State.SCHEDULED, State.OFFERING, State.SUBMITTING})


class Teller:
    """Remembers what it has told.

    Args:
        stage: where it happens.
        conversations: those of the story.
    """

    def __init__(self, stage: Stage, conversations: list[Conversation]) -> None:
        self._stage = stage
        self._conversations = conversations
        self._told: dict[str, int] = {}
        self._left: set[str] = set()

    def tell_news(self) -> None:
        """Print what has happened since the last time."""
        for conversation in self._conversations:
            for survey in self.surveys(conversation):
                self._tell(conversation, survey)

    def surveys(self, conversation: Conversation) -> list[Survey]:
        """What the service has on record about a conversation."""
        return surveys_of(self._stage.redis, ORGANIZATION.id, str(conversation.csid))

    def _tell(self, conversation: Conversation, survey: Survey) -> None:
        entries = read_ledger(self._stage.redis, survey.id)
        for entry in entries[self._told.get(survey.id, 0) :]:
            self._tell_entry(conversation, survey, entry)
        self._told[survey.id] = len(entries)
        customer = survey.closing.customer.id
        if customer not in self._left and Customers(self._stage.redis).is_opted_out(survey.closing):
            self._left.add(customer)
            _say(time(), conversation, ("opted out", "yellow"), "this customer is not asked again")

    def _tell_entry(self, conversation: Conversation, survey: Survey, entry: LedgerEntry) -> None:
        at, reason = entry.at / 1000, entry.reason or ""
        thought = next((each for each in _SECOND_THOUGHTS if reason.startswith(each)), None)
        if thought:
            detail = reason.removeprefix(thought).lstrip(", ")
            _say(at, conversation, _SECOND_THOUGHTS[thought], detail)
        elif entry.after not in _QUIET and entry.before != entry.after:
            step = _STEPS.get(entry.after, (entry.after, "white"))
            _say(at, conversation, step, self._detail(conversation, survey, entry))

    def _detail(self, conversation: Conversation, survey: Survey, entry: LedgerEntry) -> str:
        closing = survey.closing
        match entry.after:
            case State.RECEIVED:
                by = f"handled by {survey.agent_name}" if closing.agent else "no agent"
                return f"{closing.channel}, {by}"
            case State.OFFERED:
                return f"{survey.rating_type} for {survey.agent_name}: {entry.reason}"
            case State.INVITED:
                return f"by {survey.delivered_by}: {find_link(self._stage, conversation)}"
            case State.ANSWERED:
                return f"{survey.rating_type} {survey.rating}"
            case State.SUBMITTED:
                return "Dixa has the rating"
            case _:
                return entry.reason or ""


def _say(at: float, conversation: Conversation, step: tuple[str, str], detail: str) -> None:
    name, colour = step
    clock = datetime.fromtimestamp(at).astimezone().strftime("%H:%M:%S")
    click.echo(f"{clock}  #{conversation.csid}  {click.style(f'{name:15}', fg=colour)} {detail}")
