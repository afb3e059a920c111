"""`rating-survey backfill`: take in the events that never came."""

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import time

import click

from service.cli.counted import counted
from service.cli.dixa_advice import advice, refuse_wrong_token, said
from service.cli.environment import (
    UNAVAILABLE_EXIT,
    USAGE_EXIT,
    data_option,
    exit_with,
    settings_or_exit,
)
from service.cli.not_looked_at import tell_skipped
from service.cli.since import since_option
from service.cli.store import opened_store
from service.dixa.errors import DixaError
from service.dixa.reconciling import reconciling_client
from service.lifecycle.errors import StoreUnavailable
from service.reconciliation.backfill import TakenIn
from service.reconciliation.set_up import LONGEST_BACK_SECONDS, ON_ITS_WAY_SECONDS, backfill_of
from service.reconciliation.skipped import Skipped
from service.settings import Settings

FOUND_EXIT = 1


@click.command()
@since_option("24h", "How far to go back, at most 7d.")
@data_option
def backfill(since: float, data: Path) -> None:
    """Find closed conversations of which no event came, and take them in like any other.

    Asks Dixa only when nobody else needs it; names the conversations about which Dixa could not
    tell. Ends with 1 if there was any missed event.
    """
    if since > LONGEST_BACK_SECONDS:
        line = "--since: must be at most 7d: what closed before is not known any more"
        exit_with((line,), USAGE_EXIT)
    settings = settings_or_exit(data=data, needs_surveys=False)
    refuse_wrong_token(settings)
    skipped, count = Skipped(), 0
    try:
        for each in _taken_in(settings, since, skipped):
            about = f" (conversation {each.conversation})" if each.conversation else ""
            click.echo(f"event {each.event_id}{about}: taken in, told by the {each.told_by}")
            count += 1
    except DixaError as error:
        tell_skipped(skipped)
        exit_with((f"{said(error)}: the backfill stopped; {advice(error)}",), UNAVAILABLE_EXIT)
    except StoreUnavailable as error:
        exit_with((f"REDIS_URL: {error}: the backfill stopped, try again later",), UNAVAILABLE_EXIT)
    tell_skipped(skipped)
    click.echo(f"{counted(count, 'missed event') if count else 'No missed events'}.")
    sys.exit(FOUND_EXIT if count else 0)


def _taken_in(settings: Settings, since: float, skipped: Skipped) -> Iterator[TakenIn]:
    with (
        opened_store(settings.redis_url) as redis,
        closing(reconciling_client(settings, redis)) as dixa,
    ):
        now = time()
        first, last = (round((now - back) * 1000) for back in (since, ON_ITS_WAY_SECONDS))
        backfill = backfill_of(settings, redis, dixa)
        yield from backfill.run(since=first, until=last, skipped=skipped)
