"""`rating-survey rules`: try surveys before customers do."""

import click

from service.cli.rules.one_event import explain_event
from service.cli.rules.simulate import simulate_recorded


@click.group()
def rules() -> None:
    """Try a surveys.toml before it is switched on."""


rules.add_command(explain_event)
rules.add_command(simulate_recorded)
