"""An event of Dixa's that somebody saved."""

from typing import BinaryIO

from service.cli.environment import USAGE_EXIT, exit_with
from service.lifecycle.record import Closing
from service.web.webhook.events import ABANDONED, CLOSED, read_closing, read_envelope
from service.web.webhook.strict_json import Unreadable, read_json

_REMEDY = "save the body of a CONVERSATION_CLOSED event as Dixa sent it"


def closing_or_exit(file: BinaryIO) -> Closing:
    """The closing that an event tells of, read as the webhook reads it.

    What is no such event is said in one line and ends the command.
    """
    try:
        return _read(file.read())
    except Unreadable as error:
        exit_with((f"{file.name}: {error}; {_REMEDY}",), USAGE_EXIT)


def _read(body: bytes) -> Closing:
    document = read_json(body)
    envelope = read_envelope(document)
    if envelope.event_type not in {CLOSED, ABANDONED}:
        raise Unreadable(f"it is a {envelope.event_type} event")
    return read_closing(envelope, document)
