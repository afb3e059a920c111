"""`rating-survey audit`: does Dixa have what the record says, and the other way round?"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from time import time

import click

from service.cli.counted import counted
from service.cli.dixa_advice import advice, refuse_wrong_token, said
from service.cli.environment import UNAVAILABLE_EXIT, data_option, exit_with, settings_or_exit
from service.cli.not_looked_at import tell_skipped
from service.cli.since import since_option
from service.cli.store import opened_store
from service.dixa.errors import DixaError
from service.dixa.reconciling import reconciling_client
from service.reconciliation.audit import Compared
from service.reconciliation.drift import Drift, Kind
from service.reconciliation.set_up import audit_of
from service.reconciliation.skipped import Skipped
from service.settings import Settings

FOUND_EXIT = 1

_MEANING: Mapping[Kind, tuple[str, str]] = {
    Kind.MISSING_ANSWER: ("Dixa does not have the answer", "it is submitted once more"),
    Kind.CONFLICT: ("Dixa has another answer", "it can't be changed there"),
    Kind.FOREIGN_ANSWER: ("Dixa has an answer", "it was not given here"),
    Kind.LATE_OFFER: ("Dixa has one more offer of ours", "it was made late, and is known now"),
    Kind.OTHER_SURVEY: ("Dixa has another survey", "see that only one of them asks"),
}
_WITHOUT_REPAIRING: Mapping[Kind, str] = {
    Kind.MISSING_ANSWER: "it would be submitted once more",
    Kind.LATE_OFFER: "it was made late",
}


@click.command()
@since_option("3d", "How far to go back.")
@click.option("--dry-run", is_flag=True, help="Only look: put nothing right.")
@data_option
def audit(since: float, data: Path, *, dry_run: bool) -> None:
    """Compare our record with Dixa's ratings, and put right what is safe.

    Asks Dixa once for each conversation, only when nobody else needs it; names those about which
    Dixa could not tell. Ends with 1 if there was any difference.
    """
    settings = settings_or_exit(data=data, needs_surveys=False)
    refuse_wrong_token(settings)
    compared, skipped, count = Compared(), Skipped(), 0
    try:
        for drift in _found(settings, since, compared, skipped, repairing=not dry_run):
            click.echo(_line(drift, repairing=not dry_run))
            count += 1
    except DixaError as error:
        tell_skipped(skipped)
        exit_with((f"{said(error)}: the audit stopped; {advice(error)}",), UNAVAILABLE_EXIT)
    tell_skipped(skipped)
    looked_at = counted(compared.count, "conversation")
    click.echo(f"{looked_at} compared, {counted(count, 'difference')} found.")
    sys.exit(FOUND_EXIT if count else 0)


def _found(
    settings: Settings, since: float, compared: Compared, skipped: Skipped, *, repairing: bool
) -> Iterator[Drift]:
    with (
        opened_store(settings.redis_url) as redis,
        closing(reconciling_client(settings, redis)) as dixa,
    ):
        audit = audit_of(settings, redis, dixa)
        first = round((time() - since) * 1000)
        yield from audit.run(since=first, repairing=repairing, compared=compared, skipped=skipped)


def _line(drift: Drift, *, repairing: bool) -> str:
    found, then = _MEANING[drift.kind]
    if not repairing:
        then = _WITHOUT_REPAIRING.get(drift.kind, then)
    if drift.kind is Kind.MISSING_ANSWER and drift.survey.resubmitted_at:
        then = "it was submitted once more already, and is not again: look at it in Dixa"
    where = f"conversation {drift.survey.closing.conversation}, survey {drift.survey.id}"
    return f"{where}: {found} ({drift.detail}): {then}"
