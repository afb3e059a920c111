"""`rating-survey rules simulate`: what would these surveys have done with the last days?"""

from datetime import timedelta
from pathlib import Path
from time import time

import click

from service.cli.doubts import doubts_about
from service.cli.environment import USAGE_EXIT, data_option, exit_with, settings_or_exit
from service.cli.rules.surveys_option import surveys_option, surveys_or_exit
from service.cli.rules.volume import volume
from service.cli.store import opened_store
from service.delivery.ways import ways_of
from service.dixa.client import client_of
from service.lifecycle.history import recorded_closings
from service.lifecycle.intake import EVENT_SECONDS
from service.lifecycle.recorded_past import RecordedPast
from service.rules.duration import parse_duration
from service.rules.simulation import Simulation, simulate
from service.rules.survey_rule import SurveyRule
from service.settings import Settings


@click.command("simulate")
@surveys_option
@click.option(
    "--since",
    metavar="LENGTH",
    default="7d",
    show_default=True,
    help="How far to go back; closings are kept for 8 days, or for RETENTION if that is less.",
)
@data_option
def simulate_recorded(file: str | None, since: str, data: Path) -> None:
    """Replay the recorded closings: how many would be asked, and why the others would not.

    Needs the service's settings. Reads Redis, changes nothing and calls nobody.
    """
    surveys, length = surveys_or_exit(file), _length_or_exit(since)
    settings = settings_or_exit(data=data)
    simulation = _replay(surveys, length, settings)
    if not simulation.closings:
        click.echo(f"No closing was recorded in the last {since}: there is nothing to replay.")
        return
    for line in volume(simulation, file=file or "The survey that is used without a file"):
        click.echo(line)
    for doubt in doubts_about(surveys):
        click.echo(f"Note: {doubt}")


def _length_or_exit(text: str) -> timedelta:
    try:
        length = parse_duration(text)
    except ValueError as error:
        exit_with((f"--since: {error}; for example --since 7d",), USAGE_EXIT)
    if length.total_seconds() > EVENT_SECONDS:
        exit_with(("--since: must be at most 8d: closings are not kept longer",), USAGE_EXIT)
    return length


def _replay(surveys: tuple[SurveyRule, ...], length: timedelta, settings: Settings) -> Simulation:
    with opened_store(settings.redis_url) as redis:
        ways = ways_of(settings, client_of(settings, redis))
        since = round((time() - length.total_seconds()) * 1000)
        past = RecordedPast(redis, before=since)
        closings = past.ahead_of(recorded_closings(redis, since=since))
        return simulate(closings, surveys, reachable=ways.reaching, past=past)
