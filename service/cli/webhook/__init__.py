"""`rating-survey webhook`: the subscription through which Dixa tells us of events."""

import click

from service.cli.webhook.create import create
from service.cli.webhook.delete import delete
from service.cli.webhook.listing import list_
from service.cli.webhook.status import status
from service.cli.webhook.unreadable import unreadable


@click.group()
def webhook() -> None:
    """Set up, look at and end Dixa's webhook subscriptions; see what could not be read."""


for command in (create, list_, status, unreadable, delete):
    webhook.add_command(command)
