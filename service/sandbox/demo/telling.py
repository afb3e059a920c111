"""Tells what happens, one line a step, as the record's own ledgers show it."""

from datetime import datetime

import click

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
            if entry.after not in _QUIET and entry.before != entry.after:
                click.echo(self._line(conversation, survey, entry))
        self._told[survey.id] = len(entries)

    def _line(self, conversation: Conversation, survey: Survey, entry: LedgerEntry) -> str:
        name, colour = _STEPS.get(entry.after, (entry.after, "white"))
        at = datetime.fromtimestamp(entry.at / 1000).astimezone().strftime("%H:%M:%S")
        detail = self._detail(conversation, survey, entry)
        return f"{at}  #{conversation.csid}  {click.style(f'{name:15}', fg=colour)} {detail}"

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
                return f"{survey.rating} of {survey.rating_type}"
            case State.SUBMITTED:
                return "Dixa has the rating"
            case _:
                return entry.reason or ""
