"""`rating-survey parked drop`: give up what can't go on."""

from pathlib import Path

import click

from service.cli.environment import data_option, settings_or_exit
from service.cli.parked.chosen import check_choice, choosing, do_to_each, opened_parking


@click.command()
@choosing
@data_option
def drop(surveys: tuple[str, ...], reason: str | None, everything: bool, data: Path) -> None:  # noqa: FBT001 - named by click
    """Give parked surveys up: nothing more is done about them.

    Ends with 1 if one of them is not parked.
    """
    check_choice(surveys, reason, everything=everything)
    with opened_parking(settings_or_exit(data=data)) as parking:
        do_to_each(parking, parking.drop, surveys=surveys, reason=reason, done="is dropped")
