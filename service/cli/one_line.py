"""Errors of use in one line, where click would print the usage, a hint, and then the error."""

import sys
from typing import Any, NoReturn

import click


class OneLineErrors(click.Group):
    """The command whose errors of use, and those of every command below it, are one line each."""

    def main(self, *arguments: Any, **options: Any) -> NoReturn:  # noqa: ANN401 - those of click
        """Run a command, and end the process with its exit code."""
        try:
            code = super().main(*arguments, **options | {"standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()  # the help, which is what was asked for
            sys.exit(error.exit_code)
        except click.ClickException as error:
            click.echo(_line(error), err=True)
            sys.exit(error.exit_code)
        except click.Abort:
            click.echo("Nothing was done: it was broken off.", err=True)
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)


def _line(error: click.ClickException) -> str:
    message = " ".join(error.format_message().split()).rstrip(".")
    context = getattr(error, "ctx", None)
    if context is None:
        return message
    return f"{context.command_path}: {message}; see {context.command_path} --help"
