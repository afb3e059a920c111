"""`rating-survey surveys show`: why somebody was, or wasn't, asked."""

from pathlib import Path

import click

from service.cli.environment import USAGE_EXIT, data_option, exit_with, settings_or_exit
from service.cli.store import opened_store
from service.cli.surveys.story import story
from service.lifecycle.history import histories_of

FOUND_NOTHING_EXIT = 1

_WHAT_IT_MAY_MEAN = (
    "it has not closed since the service was set up, or its event did not arrive or could not be"
    " read. Check the number, the webhook's delivery status in Dixa, that its events carry"
    " DIXA_ORGANIZATION_ID if that is set, `rating-survey webhook unreadable`, and the log for"
    " webhook_refused and webhook_ignored."
)


@click.command()
@click.argument("conversation")
@data_option
def show(conversation: str, data: Path) -> None:
    """Tell everything that happened about a CONVERSATION (Dixa's number of it).

    Ends with 1 if nothing is known of it.
    """
    if not (conversation.isascii() and conversation.isdigit()):
        line = (
            "CONVERSATION: must be Dixa's number of it; for example rating-survey surveys show 4711"
        )
        exit_with((line,), USAGE_EXIT)
    with opened_store(settings_or_exit(data=data, needs_surveys=False).redis_url) as redis:
        histories = histories_of(redis, conversation)
    if not histories:
        line = f"Conversation {conversation} is not known: {_WHAT_IT_MAY_MEAN}"
        exit_with((line,), FOUND_NOTHING_EXIT)
    for history in histories:
        for line in story(history):
            click.echo(line)
