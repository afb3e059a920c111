"""Naming the conversations that a command has passed over."""

import click

from service.reconciliation.skipped import Skipped


def tell_skipped(skipped: Skipped) -> None:
    """Print a line for each, on stdout: it belongs to what was found."""
    for each in skipped.all:
        reason = " ".join(each.reason.split())
        click.echo(f"conversation {each.conversation}: could not be looked at: {reason}")
