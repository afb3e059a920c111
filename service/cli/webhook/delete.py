"""`rating-survey webhook delete`: end a subscription."""

from http import HTTPStatus
from pathlib import Path

import click

from service.cli.environment import data_option, exit_with, settings_or_exit
from service.cli.webhook.dixa import asking_dixa
from service.dixa.client import DixaClient
from service.dixa.errors import Rejected

NO_SUCH_EXIT = 1


@click.command()
@click.argument("subscription", type=click.UUID)
@data_option
def delete(subscription: object, data: Path) -> None:
    """End a SUBSCRIPTION. Needs an administrator's token."""
    settings = settings_or_exit(data=data, needs_surveys=False)
    with asking_dixa(settings) as dixa:
        _delete(dixa, str(subscription))
    click.echo(f"Subscription {subscription} is deleted.")


def _delete(dixa: DixaClient, subscription: str) -> None:
    try:
        dixa.delete_webhook(subscription)
    except Rejected as error:
        if error.status == HTTPStatus.NOT_FOUND:
            line = "Dixa: there is no such subscription: see `webhook list`"
            exit_with((line,), NO_SUCH_EXIT)
        raise
