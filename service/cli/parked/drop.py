"""`rating-survey parked drop`: give up what can't go on."""

from pathlib import Path
from typing import Unpack

import click

from service.cli.environment import data_option
from service.cli.parked.chosen import Choice, act_on_chosen, choosing
from service.lifecycle.parking import Parking


@click.command()
@choosing
@data_option
def drop(data: Path, **choice: Unpack[Choice]) -> None:
    """Give parked surveys up: nothing more is done about them.

    Ends with 1 if one of them is not parked, or none has such a reason.
    """
    act_on_chosen(Parking.drop, data=data, done="is dropped", **choice)
