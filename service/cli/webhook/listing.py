"""`rating-survey webhook list`: every subscription of the organisation."""

from pathlib import Path

import click

from service.cli.environment import data_option, settings_or_exit
from service.cli.surveys.survey_words import printable
from service.cli.webhook.dixa import asking_dixa


@click.command("list")
@data_option
def list_(data: Path) -> None:
    """Show every subscription; ours, which send to PUBLIC_URL, have a star."""
    settings = settings_or_exit(data=data, needs_surveys=False)
    with asking_dixa(settings) as dixa:
        subscriptions = dixa.list_webhooks()
    if not subscriptions:
        click.echo("There is no subscription: make one with `rating-survey webhook create`.")
    for each in subscriptions:
        star = "*" if each.url == settings.events_url else " "
        state = "on " if each.enabled else "off"
        told = "  ".join(map(printable, (each.url, ", ".join(each.events), each.name)))
        click.echo(f"{star} {each.id}  {state}  {told}")
