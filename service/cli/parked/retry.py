"""`rating-survey parked retry`: let what was put right go on."""

from pathlib import Path
from typing import Unpack

import click

from service.cli.environment import data_option
from service.cli.parked.chosen import Choice, act_on_chosen, choosing
from service.lifecycle.parking import Parking


@click.command()
@choosing
@data_option
def retry(data: Path, **choice: Unpack[Choice]) -> None:
    """Let parked surveys go on from where they stopped, at once.

    A SURVEY is called by its id, or by the number of its conversation. Ends with 1 if one
    of them is not parked, or none has such a reason.
    """
    act_on_chosen(Parking.retry, data=data, done="goes on", **choice)
