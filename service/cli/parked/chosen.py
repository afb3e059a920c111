"""Which parked surveys a command is about, and doing something to each."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from typing import NoReturn, TypedDict, TypeVar, Unpack

import click

from service.cli.environment import USAGE_EXIT, exit_with, settings_or_exit
from service.cli.parked.called import SeveralParked, survey_called
from service.cli.store import opened_store
from service.hints import Hints
from service.lifecycle.parking import NotParked, Parked, Parking
from service.settings import Settings

NOTHING_PARKED = "Nothing is parked."
_REFUSED_EXIT = 1
_NOTHING_CHOSEN = (
    "SURVEY: name the surveys by their ids or conversations, or choose with --reason TEXT or"
    " --all, one of the three; `rating-survey parked list` shows them"
)

Confirm = Callable[[list[Parked]], None]
"""Ends the command, if these are to be left alone after all."""

_Command = TypeVar("_Command", bound=Callable[..., object])


class Choice(TypedDict):
    """Which surveys are meant: those named, those with a reason that contains a text, or all."""

    surveys: tuple[str, ...]
    reason: str | None
    everything: bool


def choosing(command: _Command) -> _Command:
    """The arguments that make a `Choice`."""
    decorators = (
        click.argument("surveys", nargs=-1, metavar="[SURVEY]..."),
        click.option("--reason", help="Those whose reason contains this text."),
        click.option("--all", "everything", is_flag=True, help="Every parked survey."),
    )
    return reduce(lambda decorated, each: each(decorated), reversed(decorators), command)


@contextmanager
def opened_parking(settings: Settings) -> Iterator[Parking]:
    """What waits for a person; an error of Redis in this context ends the command."""
    with opened_store(settings.redis_url) as redis:
        hints = Hints(redis, job_timeout_seconds=settings.job_timeout_seconds)
        yield Parking(redis, hint=hints.add)


def act_on_chosen(
    act: Callable[[Parking, str], None],
    *,
    data: Path,
    done: str,
    confirm: Confirm | None = None,
    **choice: Unpack[Choice],
) -> NoReturn:
    """Do something to each chosen survey, say so, and end the command: with 1 if any was refused.

    Args:
        act: does it to the survey of an id.
        data: where the embedded Redis keeps everything.
        done: what was done, for the report.
        confirm: is given those that were not chosen by name, before anything is done.
        choice: which surveys; only one way of choosing may be used.
    """
    if sum(map(bool, choice.values())) != 1:
        exit_with((_NOTHING_CHOSEN,), USAGE_EXIT)
    refused = False
    with opened_parking(settings_or_exit(data=data, needs_surveys=False)) as parking:
        parked = parking.parked()
        for name in choice["surveys"] or _matching(parked, choice["reason"], confirm):
            try:
                survey_id = survey_called(name, parked)
                act(parking, survey_id)
            except (NotParked, SeveralParked) as error:
                click.echo(str(error), err=True)
                refused = True
            else:
                click.echo(f"survey {survey_id} {done}")
    sys.exit(_REFUSED_EXIT if refused else 0)


def _matching(parked: list[Parked], reason: str | None, confirm: Confirm | None) -> list[str]:
    """The ids of those whose reason contains a text, or of all; that there are none is told."""
    matching = [each for each in parked if (reason or "") in each.reason]
    if matching and confirm:
        confirm(matching)
    if not matching and reason:
        line = f"No parked survey's reason contains “{reason}”: `parked list` shows every reason."
        exit_with((line,), _REFUSED_EXIT)
    if not matching:
        click.echo(NOTHING_PARKED)
    return [each.survey_id for each in matching]
