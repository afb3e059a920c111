"""`rating-survey password`: the value of DASHBOARD_PASSWORD_HASH."""

import click
from werkzeug.security import generate_password_hash


@click.command()
@click.password_option(help="Asked for, twice, if left out; on the command line others may see it.")
def password(password: str) -> None:
    """Print the hash of a password, for DASHBOARD_PASSWORD_HASH."""
    click.echo(generate_password_hash(password))
