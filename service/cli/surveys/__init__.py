"""`rating-survey surveys`: what became of conversations."""

import click

from service.cli.surveys.disowned import disowned
from service.cli.surveys.show import show


@click.group()
def surveys() -> None:
    """Look at surveys."""


surveys.add_command(disowned)
surveys.add_command(show)
