"""`rating-survey surveys disowned`: ratings that nobody wants to have given."""

import sys
from pathlib import Path
from time import time

import click

from service.cli.environment import data_option, settings_or_exit
from service.cli.since import since_option
from service.cli.store import opened_store
from service.cli.surveys.survey_words import survey_words
from service.cli.times import utc
from service.lifecycle.disowned import disowned_surveys
from service.lifecycle.record import Survey
from service.lifecycle.states import State

FOUND_EXIT = 1


@click.command()
@since_option("30d", "How far to go back.")
@data_option
def disowned(since: float, data: Path) -> None:
    """List ratings of which customers say that they are not theirs. Times are UTC.

    Dixa has them, or may have them. What was disowned before it went to Dixa is not among them:
    Dixa never gets it. Ends with 1 if there is any.
    """
    earliest = round((time() - since) * 1000)
    with opened_store(settings_or_exit(data=data, needs_surveys=False).redis_url) as redis:
        found = disowned_surveys(redis, since=earliest)
    if not found:
        click.echo("Nobody has disowned a rating.")
    for survey in found:
        click.echo(_line(survey))
    sys.exit(FOUND_EXIT if found else 0)


def _line(survey: Survey) -> str:
    words = survey_words(survey, None)
    said_at = utc(survey.disowned_at or 0)
    about = f"conversation {survey.closing.conversation}, {words['agent']}"
    doubt = "" if survey.state is State.SUBMITTED else "; it is not certain that Dixa has it"
    return f"{said_at}  {about}: rated {words['answer']}{doubt}"
