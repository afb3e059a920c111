"""`rating-survey rules simulate`: what would these surveys have done with the last days?"""

from datetime import timedelta
from pathlib import Path
from time import time

import click

from service.cli.doubts import doubts_about
from service.cli.environment import USAGE_EXIT, data_option, exit_with, settings_or_exit
from service.cli.rules.surveys_option import surveys_option, surveys_or_exit
from service.cli.rules.volume import volume
from service.cli.since import since_option
from service.cli.store import opened_store
from service.delivery.reach import reach_of
from service.lifecycle.history import recorded_closings
from service.lifecycle.intake import EVENT_SECONDS
from service.lifecycle.recorded_past import RecordedPast
from service.rules.duration import write_duration
from service.rules.simulation import Simulation, simulate
from service.rules.survey_rule import SurveyRule
from service.settings import Settings


@click.command("simulate")
@surveys_option
@since_option(
    "7d", "How far to go back; closings are kept for 8 days, or for RETENTION if that is less."
)
@data_option
def simulate_recorded(file: str | None, since: float, data: Path) -> None:
    """Replay the recorded closings: how many would be asked, and why the others would not.

    Needs the service's settings. Reads Redis, changes nothing and calls nobody.
    """
    if since > EVENT_SECONDS:
        exit_with(("--since: must be at most 8d: closings are not kept longer",), USAGE_EXIT)
    surveys = surveys_or_exit(file)
    settings = settings_or_exit(data=data)
    simulation = _replay(surveys, since, settings)
    if simulation.closings:
        for line in volume(simulation, file=file or "The survey that is used without a file"):
            click.echo(line)
    else:
        last = write_duration(timedelta(seconds=since))
        click.echo(f"No closing was recorded in the last {last}: there is nothing to replay.")
    for doubt in doubts_about(surveys):
        click.echo(f"Note: {doubt}")


def _replay(surveys: tuple[SurveyRule, ...], length: float, settings: Settings) -> Simulation:
    with opened_store(settings.redis_url) as redis:
        since = round((time() - length) * 1000)
        past = RecordedPast(redis, before=since)
        closings = past.ahead_of(recorded_closings(redis, since=since))
        return simulate(closings, surveys, reachable=reach_of(settings).reaching, past=past)
