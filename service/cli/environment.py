"""Reading the settings for a command, or ending with what is wrong with them."""

import os
import sys
from collections.abc import Mapping
from typing import NoReturn

import click

from service.logs import configure_logging
from service.settings import Settings, SettingsError, load_settings

USAGE_EXIT = 2


def settings_or_exit(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings; every fault is printed in a line of its own and ends the command."""
    try:
        settings = load_settings(environ)
    except SettingsError as error:
        exit_with(error.faults, USAGE_EXIT)
    configure_logging(settings.log_format, settings.log_level)
    return settings


def exit_with(lines: tuple[str, ...], code: int) -> NoReturn:
    """Print lines to stderr and end the command."""
    for line in lines:
        click.echo(line, err=True)
    sys.exit(code)
