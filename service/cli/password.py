"""`rating-survey password`: the value of DASHBOARD_PASSWORD_HASH."""

import sys

import click
from werkzeug.security import generate_password_hash

from service.cli.environment import USAGE_EXIT, exit_with

_EMPTY = "the password must not be empty; for example: rating-survey password < file-with-it"


@click.command()
@click.option("--password", "given", help="On the command line others may see it.")
def password(given: str | None) -> None:
    """Print the hash of a password, for DASHBOARD_PASSWORD_HASH.

    Asks for it, twice; without a terminal it is the first line of standard input.
    """
    chosen = _asked_for() if given is None else given
    if not chosen.strip():
        exit_with((_EMPTY,), USAGE_EXIT)
    click.echo(generate_password_hash(chosen))


def _asked_for() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")
