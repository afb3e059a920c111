"""`rating-survey parked drop`: give up what can't go on."""

import sys
from pathlib import Path
from typing import Unpack

import click

from service.cli.counted import counted
from service.cli.environment import data_option
from service.cli.parked.chosen import Choice, act_on_chosen, choosing
from service.lifecycle.parking import Parked, Parking


@click.command()
@choosing
@click.option("--yes", is_flag=True, help="Don't ask first.")
@data_option
def drop(data: Path, *, yes: bool, **choice: Unpack[Choice]) -> None:
    """Give parked surveys up: nothing more is done about them. This can't be undone.

    A SURVEY is called by its id, or by the number of its conversation. On a terminal, --reason and
    --all ask first. Ends with 1 if one of them is not parked, or none has such a reason.
    """
    confirm = _confirm if sys.stdin.isatty() and not yes else None
    act_on_chosen(Parking.drop, data=data, done="is dropped", confirm=confirm, **choice)


def _confirm(chosen: list[Parked]) -> None:
    answered = sum(each.is_answered for each in chosen)
    answers = f", {answered} of them with an answer" if answered else ""
    question = f"Give up {counted(len(chosen), 'survey')}{answers}? This can't be undone."
    click.confirm(question, abort=True, err=True)
