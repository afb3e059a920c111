"""`rating-survey rules test`: what would happen to one conversation?"""

import os
import sys
from typing import BinaryIO

import click

from service.cli.doubts import doubts_about
from service.cli.rules.event_file import closing_or_exit
from service.cli.rules.explained import explained
from service.cli.rules.reach import reach_set_up
from service.cli.rules.surveys_option import surveys_option, surveys_or_exit
from service.delivery.reach import WAY_NAMES, Reach
from service.rules.decide import Ask, explain
from service.rules.hurdles import Outlook
from service.rules.past import BlankPast

NOT_ASKED_EXIT = 1


@click.command("test")
@click.argument("event", metavar="EVENT.json", type=click.File("rb"))
@surveys_option
@click.option(
    "--way",
    "ways",
    multiple=True,
    type=click.Choice(WAY_NAMES),
    help="A way of delivering the link to take as set up; may be repeated. Left out: those that the"
    " settings have set up, or all without settings.",
)
def explain_event(event: BinaryIO, file: str | None, ways: tuple[str, ...]) -> None:
    """Tell what would happen to one conversation, and why.

    EVENT.json is the body of a CONVERSATION_CLOSED event as Dixa sends it; "-" reads it from
    stdin. Redis is not needed, and settings only to know which ways of delivery are set up. Ends
    with 0 if the customer would be asked, with 1 if not, with 2 if the event or the surveys can't
    be used.
    """
    surveys = surveys_or_exit(file)
    closing = closing_or_exit(event)
    reach, which = _reach(ways)
    outlook = Outlook(reachable=reach.reaching, past=BlankPast(), now=closing.closed_at)
    explanation = explain(closing, surveys, outlook)
    for line in explained(explanation, closing, surveys):
        click.echo(line)
    click.echo(f"\n{which}: {', '.join(reach.names)}. Taken as heard of at once.")
    click.echo("What is marked “later” is looked up by the service, right before it asks.")
    for doubt in doubts_about(surveys):
        click.echo(f"Note: {doubt}")
    sys.exit(0 if isinstance(explanation.decision, Ask) else NOT_ASKED_EXIT)


def _reach(named: tuple[str, ...]) -> tuple[Reach, str]:
    """Whom the ways to go by reach, and what these ways are."""
    if named:
        return Reach(name for name in WAY_NAMES if name in named), "Taken as set up"
    if found := reach_set_up(os.environ):
        return found, "Set up"
    return Reach(WAY_NAMES), "Without settings, every way is taken as set up"
