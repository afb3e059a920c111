"""Reading the settings for a command, or ending with what is wrong with them."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn, TypeVar

import click

from service.embedded_redis.server import EmbeddedRedis
from service.logs import configure_logging
from service.settings import Settings, SettingsError, load_settings

USAGE_EXIT = 2
UNAVAILABLE_EXIT = 3
"""Redis or Dixa did not answer: nothing is found out, and another try may do better."""

_GOES_ON = (
    "a service that runs goes on by the surveys that it read before, but would not start again:"
    " `rating-survey check` says what to do"
)

_Command = TypeVar("_Command", bound=Callable[..., object])


def data_option(command: _Command) -> _Command:
    """The option that says where `serve` keeps everything, for every command that looks at it."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path("data"),
        show_default=True,
        envvar="RATING_SURVEY_DATA",
        show_envvar=True,
        help="Folder of the Redis that `serve` embeds. Not used when REDIS_URL is set.",
    )(command)


def has_redis(environ: Mapping[str, str]) -> bool:
    """Whether the environment names a Redis; otherwise `serve` embeds one."""
    return bool(environ.get("REDIS_URL") or environ.get("REDIS_URL_FILE"))


def settings_or_exit(
    environ: Mapping[str, str] = os.environ, *, data: Path, needs_surveys: bool = True
) -> Settings:
    """The settings; every fault is printed in a line of its own and ends the command.

    Args:
        environ: the environment's variables.
        data: where the embedded Redis keeps everything, if the environment names no other.
        needs_surveys: whether the command looks at the surveys. If not, a fault of theirs is only
            noted, and the settings have the surveys of no file.
    """
    if not has_redis(environ):
        environ = {**environ, "REDIS_URL": EmbeddedRedis(data_dir=data).url}
    try:
        settings = load_settings(environ) if needs_surveys else _whatever_the_surveys(environ)
    except SettingsError as error:
        exit_with(error.faults, USAGE_EXIT)
    configure_logging(settings.log_format, settings.log_level)
    return settings


def _whatever_the_surveys(environ: Mapping[str, str]) -> Settings:
    """The settings, also with a surveys file that can't be used: a service may run on without it.

    Raises:
        SettingsError: with every fault of the other variables.
    """
    try:
        return load_settings(environ)
    except SettingsError as error:
        settings = load_settings({**environ, "SURVEYS_FILE": ""})
        for line in (*error.faults, _GOES_ON):
            click.echo(f"Note: {line}", err=True)
        return settings


def exit_with(lines: tuple[str, ...], code: int) -> NoReturn:
    """Print lines to stderr and end the command."""
    for line in lines:
        click.echo(line, err=True)
    sys.exit(code)
