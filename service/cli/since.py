"""`--since LENGTH`: how far a command goes back."""

from collections.abc import Callable
from typing import Any

import click

from service.cli.environment import USAGE_EXIT, exit_with
from service.rules.duration import parse_duration


def since_option(default: str, help_: str) -> Callable[[Any], Any]:
    """The option, given to the command in seconds; a length that is none ends the command.

    Args:
        default: such as `3d`.
        help_: what it is for.
    """

    def seconds(_context: click.Context, _option: click.Parameter, text: str) -> float:
        try:
            return parse_duration(text).total_seconds()
        except ValueError as error:
            exit_with((f"--since: {error}; for example --since {default}",), USAGE_EXIT)

    return click.option(
        "--since",
        metavar="LENGTH",
        default=default,
        show_default=True,
        callback=seconds,
        help=help_,
    )
