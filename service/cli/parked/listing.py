"""`rating-survey parked list`: what waits, why, and what to do."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from service.cli.environment import data_option, settings_or_exit
from service.cli.parked.advice import advice
from service.cli.parked.chosen import NOTHING_PARKED, opened_parking
from service.cli.surveys.survey_words import printable
from service.cli.times import utc
from service.lifecycle.parking import Parked

FOUND_EXIT = 1


@click.command("list")
@data_option
def list_(data: Path) -> None:
    """Show every survey that waits for a person, the longest wait first. Times are UTC.

    Ends with 1 if there is any.
    """
    with opened_parking(settings_or_exit(data=data, needs_surveys=False)) as parking:
        waiting = parking.parked()
    if not waiting:
        click.echo(NOTHING_PARKED)
    for survey in waiting:
        for line in _lines(survey):
            click.echo(line)
    sys.exit(FOUND_EXIT if waiting else 0)


def _lines(survey: Parked) -> Iterator[str]:
    came_from = f", from {survey.came_from}" if survey.came_from else ""
    since = utc(survey.since)
    yield f"{survey.survey_id}  conversation {survey.conversation}, since {since}{came_from}"
    yield f"    {printable(survey.reason) or 'no reason was recorded'}"
    yield f"    {advice(survey)}"
