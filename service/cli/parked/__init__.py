"""`rating-survey parked`: what waits for a person."""

import click

from service.cli.parked.drop import drop
from service.cli.parked.listing import list_
from service.cli.parked.retry import retry


@click.group()
def parked() -> None:
    """Look at surveys that wait for a person, and let them go on or drop them."""


for command in (list_, retry, drop):
    parked.add_command(command)
