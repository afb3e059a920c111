"""`rating-survey surveys`: what became of a conversation."""

from datetime import UTC, datetime

import click
from redis import Redis

from service.cli.environment import exit_with, settings_or_exit
from service.lifecycle.connection import store_errors, worker_redis
from service.lifecycle.errors import StoreUnavailable
from service.lifecycle.reading import LedgerEntry, find_conversations, read_ledger
from service.lifecycle.record import Survey

FOUND_NOTHING_EXIT = 1


@click.group()
def surveys() -> None:
    """Look at surveys."""


@surveys.command()
@click.argument("conversation")
def show(conversation: str) -> None:
    """Print everything that happened about a CONVERSATION (Dixa's number of it)."""
    redis = worker_redis(settings_or_exit().redis_url)
    try:
        with store_errors():
            lines = _story(redis, conversation)
    except StoreUnavailable as error:
        exit_with((f"REDIS_URL: Redis can't be read: {error}",), FOUND_NOTHING_EXIT)
    if not lines:
        hint = "no event about it was received: see the webhook's delivery status in Dixa"
        exit_with((f"Conversation {conversation} is not known: {hint}.",), FOUND_NOTHING_EXIT)
    click.echo("\n".join(lines))


def _story(redis: Redis, conversation: str) -> list[str]:
    lines: list[str] = []
    for survey in find_conversations(redis, conversation):
        lines += [_title(survey), *_facts(survey)]
        lines += [f"  {_line(entry)}" for entry in read_ledger(redis, survey.id)]
    return lines


def _title(survey: Survey) -> str:
    reason = f" ({survey.reason})" if survey.reason else ""
    return f"Survey {survey.id}, closing cycle {survey.cycle}: {survey.state}{reason}"


def _facts(survey: Survey) -> list[str]:
    closing = survey.closing
    facts = {
        "closed": _when(closing.closed_at),
        "channel": closing.channel,
        "queue": closing.queue_name,
        "agent": survey.agent_name or (closing.agent.id if closing.agent else None),
        "rule": survey.rule,
        "rating type": survey.rating_type,
        "offer": survey.offer_id,
        "answer": None if survey.rating is None else str(survey.rating),
    }
    return [f"  {name}: {value}" for name, value in facts.items() if value is not None]


def _line(entry: LedgerEntry) -> str:
    step = entry.after if entry.before in (None, entry.after) else f"{entry.before} → {entry.after}"
    return f"{_when(entry.at)}  {step}" + (f": {entry.reason}" if entry.reason else "")


def _when(milliseconds: int) -> str:
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return moment.isoformat(sep=" ", timespec="milliseconds").replace("+00:00", " UTC")
