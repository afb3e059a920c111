"""`rating-survey webhook delete`: end a subscription."""

from pathlib import Path

import click

from service.cli.environment import data_option, settings_or_exit
from service.cli.webhook.dixa import asking_dixa


@click.command()
@click.argument("subscription", type=click.UUID)
@data_option
def delete(subscription: object, data: Path) -> None:
    """End a SUBSCRIPTION. Needs an administrator's token."""
    settings = settings_or_exit(data=data)
    with asking_dixa(settings) as dixa:
        dixa.delete_webhook(str(subscription))
    click.echo(f"Subscription {subscription} is deleted.")
