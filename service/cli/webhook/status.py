"""`rating-survey webhook status`: whether Dixa's events arrive, and what to do if not."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from service.cli.environment import data_option, settings_or_exit
from service.cli.webhook.dixa import asking_dixa
from service.dixa.client import DixaClient
from service.dixa.subscriptions import EVENTS, DeliveryStatus, Subscription
from service.settings import Settings
from service.settings.addresses import EVENTS_PATH

FOUND_EXIT = 1

_ADVICE = {
    0: "nobody answered: is the proxy up, and PUBLIC_URL reachable from outside?",
    401: "the signature was refused: DIXA_WEBHOOK_SECRET, or the clock of this machine",
    403: f"something in front of the service refuses: let POST {EVENTS_PATH} through",
    404: "something else answers there: PUBLIC_URL, or the proxy",
    503: "it could not be stored: see `redis` and `durable` in /readyz",
}
_USUALLY = "see the log of the proxy and of web"


@dataclass(frozen=True, slots=True)
class _Line:
    is_good: bool
    text: str


@click.command()
@data_option
def status(data: Path) -> None:
    """Show how our subscriptions stand and what became of their latest deliveries.

    Ends with 1 if something is wrong.
    """
    settings = settings_or_exit(data=data, needs_surveys=False)
    with asking_dixa(settings) as dixa:
        lines = list(_report(dixa, settings))
    for line in lines:
        click.echo(f"{'ok   ' if line.is_good else 'FAULT'} {line.text}")
    sys.exit(0 if all(line.is_good for line in lines) else FOUND_EXIT)


def _report(dixa: DixaClient, settings: Settings) -> Iterator[_Line]:
    url = settings.events_url
    ours = [each for each in dixa.list_webhooks() if each.url == url]
    if not ours:
        yield _Line(False, f"no subscription sends to {url}: `rating-survey webhook create`")
    for subscription in ours:
        yield from _subscription(subscription, settings.dixa_webhook_secrets)
        for delivery in dixa.list_delivery_statuses(subscription.id):
            if delivery.event in EVENTS:
                yield _delivery(delivery)


def _subscription(subscription: Subscription, secrets: tuple[bytes, ...]) -> Iterator[_Line]:
    name = f"subscription {subscription.id}"
    yield _Line(subscription.enabled, f"{name} is {'on' if subscription.enabled else 'off'}")
    if missing := [event for event in EVENTS if event not in subscription.events]:
        remedy = f"`rating-survey webhook create`, then `webhook delete {subscription.id}`"
        yield _Line(False, f"{name} does not send {', '.join(missing)}: {remedy}")
    if subscription.secret_key.lower() not in {secret.hex() for secret in secrets}:
        yield _Line(False, f"{name} signs with a secret that is not in DIXA_WEBHOOK_SECRET")


def _delivery(delivery: DeliveryStatus) -> _Line:
    if delivery.at is None:
        return _Line(True, f"{delivery.event}: nothing was sent lately")
    if delivery.success:
        return _Line(True, f"{delivery.event}: the latest arrived, at {delivery.at}")
    code = delivery.code or 0
    answer = f"got {code}" if code else "failed"
    advice = _ADVICE.get(code, _USUALLY)
    return _Line(False, f"{delivery.event}: the latest {answer}, at {delivery.at}: {advice}")
