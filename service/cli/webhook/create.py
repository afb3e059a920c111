"""`rating-survey webhook create`: have Dixa tell us of events."""

from pathlib import Path

import click

from service.cli.environment import data_option, settings_or_exit
from service.cli.webhook.dixa import asking_dixa


@click.command()
@click.option("--name", default="rating-survey", show_default=True, help="How Dixa shows it.")
@data_option
def create(name: str, data: Path) -> None:
    """Make a subscription for PUBLIC_URL and print its secret. Needs an administrator's token.

    With one there already, this begins the change to a new secret: set both, restart, delete the
    old one.
    """
    settings = settings_or_exit(data=data, needs_surveys=False)
    url = settings.events_url
    with asking_dixa(settings) as dixa:
        older = [each for each in dixa.list_webhooks() if each.url == url]
        made = dixa.create_webhook(name=name, url=url)
    click.echo(f"Subscription {made.id} sends to {url}. Now set, and restart web:")
    known = "".join(f",{each.secret_key}" for each in older)
    click.echo(f"DIXA_WEBHOOK_SECRET={made.secret_key}{known}")
    for each in older:
        click.echo(f"Then: rating-survey webhook delete {each.id}")
