"""`rating-survey webhook unreadable`: events of Dixa's that the service could not read."""

import sys
from pathlib import Path

import click

from service.cli.environment import data_option, exit_with, settings_or_exit
from service.cli.store import opened_store
from service.cli.surveys.survey_words import printable
from service.cli.times import utc
from service.lifecycle.quarantine import Quarantine, QuarantinedEvent

FOUND_EXIT = 1
NO_SUCH_EXIT = 1

_WHAT_TO_DO = (
    "They bear Dixa's signature, so Dixa may send something new: `--raw NAME` prints one as it",
    "came, with what it says of the customer. A newer version of the service may read it.",
    "A closing among them is not lost: the hourly backfill takes it in, as far as Dixa's activity",
    "log tells of it. `rating-survey surveys show CONVERSATION` says what became of it.",
)
_SHORT = 12


@click.command()
@click.option(
    "--raw",
    "name",
    metavar="NAME",
    help="Print the body of this one instead, as it came. It holds personal data.",
)
@data_option
def unreadable(data: Path, name: str | None) -> None:
    """List the signed events that could not be read, the latest first, and why. Times are UTC.

    They are kept for 7 days. Ends with 1 if there is any, and with --raw if there is none of this
    NAME.
    """
    with opened_store(settings_or_exit(data=data, needs_surveys=False).redis_url) as redis:
        quarantine = Quarantine(redis)
        events = quarantine.events()
        if name is not None:
            _print(_body(quarantine, events, name))
            return
    if not events:
        click.echo("Every event could be read.")
        return
    for line in [*map(_line, events), *_WHAT_TO_DO]:
        click.echo(line)
    sys.exit(FOUND_EXIT)


def _line(event: QuarantinedEvent) -> str:
    which = printable(event.event_id) or "an event without an id"
    about = f"conversation {event.conversation}" if event.conversation else ""
    told = ", ".join(filter(None, (event.event_type, about)))
    what = f"{which} ({told})" if told else which
    return f"{utc(event.at)}  {event.name[:_SHORT]}  {what}: {printable(event.reason)}"


def _body(quarantine: Quarantine, events: list[QuarantinedEvent], name: str) -> bytes:
    """The body of the one whose name begins so; ends the command if there is no such."""
    names = [event.name for event in events if event.name.startswith(name)]
    body = quarantine.body(names[0]) if len(names) == 1 else None
    if body is None:
        line = "--raw: there is no such event: `rating-survey webhook unreadable` shows every NAME"
        exit_with((line,), NO_SUCH_EXIT)
    return body


def _print(body: bytes) -> None:
    if sys.stdout.isatty():
        click.echo(_harmless(body))
    else:
        click.echo(body, nl=False)


def _harmless(body: bytes) -> str:
    """A body with everything escaped that a terminal would obey, or that is no text."""
    text = body.decode("utf-8", "backslashreplace")
    return "".join(
        each if each.isprintable() or each == "\n" else each.encode("unicode_escape").decode()
        for each in text
    )
