"""Which parked surveys a command is about, and doing something to each."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import reduce
from typing import TypeVar

import click

from service.cli.environment import USAGE_EXIT, exit_with
from service.cli.store import opened_store
from service.hints import Hints
from service.lifecycle.parking import NotParked, Parking
from service.settings import Settings

_REFUSED_EXIT = 1
_NOTHING_CHOSEN = (
    "SURVEY: name the surveys by their ids, or choose with --reason TEXT or --all,"
    " one of the three; `rating-survey parked list` shows them"
)

_Command = TypeVar("_Command", bound=Callable[..., object])


def choosing(command: _Command) -> _Command:
    """The arguments that say which surveys are meant: `surveys`, `reason`, `everything`."""
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


def check_choice(surveys: tuple[str, ...], reason: str | None, *, everything: bool) -> None:
    """End the command unless exactly one way of choosing was used."""
    if sum((bool(surveys), bool(reason), everything)) != 1:
        exit_with((_NOTHING_CHOSEN,), USAGE_EXIT)


def do_to_each(
    parking: Parking,
    act: Callable[[str], None],
    *,
    surveys: tuple[str, ...],
    reason: str | None,
    done: str,
) -> None:
    """Do something to each chosen survey, say so, and end with 1 if any was refused.

    Args:
        parking: what waits.
        act: does it to the survey of an id.
        surveys: the ids that were named; none: chosen by the reason.
        reason: a part of it; None for any.
        done: what was done, for the report.
    """
    matching = (each.survey_id for each in parking.parked() if (reason or "") in each.reason)
    refused = False
    for survey_id in surveys or matching:
        try:
            act(survey_id)
        except NotParked as error:
            click.echo(str(error), err=True)
            refused = True
        else:
            click.echo(f"survey {survey_id} {done}")
    sys.exit(_REFUSED_EXIT if refused else 0)
