"""`rating-survey parked retry`: let what was put right go on."""

from pathlib import Path

import click

from service.cli.environment import data_option, settings_or_exit
from service.cli.parked.chosen import check_choice, choosing, do_to_each, opened_parking


@click.command()
@choosing
@data_option
def retry(surveys: tuple[str, ...], reason: str | None, everything: bool, data: Path) -> None:  # noqa: FBT001 - named by click
    """Let parked surveys go on from where they stopped, at once.

    Ends with 1 if one of them is not parked.
    """
    check_choice(surveys, reason, everything=everything)
    with opened_parking(settings_or_exit(data=data)) as parking:
        do_to_each(parking, parking.retry, surveys=surveys, reason=reason, done="goes on")
