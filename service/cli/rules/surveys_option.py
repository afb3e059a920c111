"""`--surveys FILE`: the surveys a command tries."""

from collections.abc import Callable
from typing import Any

import click

from service.cli.environment import USAGE_EXIT, exit_with
from service.rules.survey_rule import DEFAULT_SURVEY, SurveyRule
from service.rules.surveys_file import RulesError
from service.settings.errors import BadValueError
from service.settings.files import read_surveys

surveys_option: Callable[[Any], Any] = click.option(
    "--surveys",
    "file",
    metavar="FILE",
    envvar="SURVEYS_FILE",
    show_envvar=True,
    help="The surveys.toml to try; without one, the survey that is used without a file.",
)


def surveys_or_exit(file: str | None) -> tuple[SurveyRule, ...]:
    """The surveys of a file; every fault is printed in a line of its own and ends the command."""
    if file is None:
        return (DEFAULT_SURVEY,)
    try:
        return read_surveys(file)
    except BadValueError as error:
        exit_with((f"--surveys or SURVEYS_FILE {error.problem}: {file}",), USAGE_EXIT)
    except RulesError as error:
        exit_with(error.faults, USAGE_EXIT)
