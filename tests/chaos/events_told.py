"""Telling the service of conversations, as Dixa would on its worst days."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from http.client import HTTPException
from threading import Event as Signal

from waiting import eventually

from service.sandbox.conversations import Conversation, a_conversation, agent
from service.sandbox.events import Event, closed, post, reopened, sign
from service.sandbox.played_dixa import RemoteDixa

from .notes import EventNote, Notes, TaleNote
from .plan import Tale, Telling

ANSWERED_WITHIN = 10.0
PAUSE_SECONDS = 0.5
FIRST_NUMBER = 5_000


class Teller:
    """Tells tales.

    Args:
        url: of the webhook.
        secret: gives the key that events are signed with at the moment.
        dixa: is to know the conversations.
        notes: what comes of it.
        ended: once it is set, nothing is told any more.
    """

    def __init__(
        self,
        url: str,
        *,
        secret: Callable[[], bytes],
        dixa: RemoteDixa,
        notes: Notes,
        ended: Signal,
    ) -> None:
        self._url = url
        self._secret = secret
        self._dixa = dixa
        self._notes = notes
        self._ended = ended

    def tell(self, tale: Tale) -> None:
        """Tell one tale, until each of its events is acknowledged."""
        conversation = conversation_of(tale)
        eventually(lambda: self._is_known(conversation), what="the played Dixa")
        begun = time.time()
        told = [_event(conversation, telling, begun) for telling in tale.events]
        notes = [note for _, note in told]
        self._notes.tale(TaleNote(tale=tale, conversation=conversation, events=notes))
        pairs = list(zip(tale.events, told, strict=True))
        copies = [(at, *event) for telling, event in pairs for at in telling.copies]
        with ThreadPoolExecutor(8) as crowd:
            for at, event, note in sorted(copies, key=lambda copy: copy[0]):
                self._ended.wait(max(0, begun + at - time.time()))
                crowd.submit(self._send, event, note, forged=tale.kind == "forged")
        for event, note in told:
            self._insist(event, note, forged=tale.kind == "forged")

    def _is_known(self, conversation: Conversation) -> bool:
        with suppress(OSError):
            return self._dixa.add(conversation) is not None
        return False

    def _insist(self, event: Event, note: EventNote, *, forged: bool) -> None:
        while not (note.is_acknowledged or forged or self._ended.is_set()):
            self._send(event, note, forged=forged)
            self._ended.wait(PAUSE_SECONDS)

    def _send(self, event: Event, note: EventNote, *, forged: bool) -> None:
        secret, headers = self._secret(), dict[str, str]()
        if forged and event.at_ms % 2:
            secret = b"guessed"
        elif forged:
            headers = _signature_of_another(event, secret)
        begun = time.monotonic()
        try:
            answer = post(event, self._url, secret=secret, headers=headers, seconds=ANSWERED_WITHIN)
        except (OSError, HTTPException):
            status = None
        else:
            status = answer.status
        self._notes.told(note, status, time.monotonic() - begun)


def conversation_of(tale: Tale) -> Conversation:
    """The conversation that a tale is about, as it was at first."""
    is_colleague = tale.kind == "colleague"
    return a_conversation(
        "WIDGET_CHAT" if tale.kind == "chat" else "EMAIL",
        csid=FIRST_NUMBER + tale.number,
        agent=agent(tale.events[0].agent),
        requester_type="Member" if is_colleague else "Contact",
    )


def _signature_of_another(event: Event, secret: bytes) -> dict[str, str]:
    """A genuine one, of what the event said before somebody tampered with it."""
    before = event.body.replace(event.id.encode(), b"another")
    return {"X-DIXA-SIGNATURE": sign(before, secret=secret, at_ms=event.at_ms)}


def _event(conversation: Conversation, telling: Telling, begun: float) -> tuple[Event, EventNote]:
    at_ms = round((begun + telling.at) * 1000)
    handler = agent(telling.agent)
    handled = replace(conversation, assignee=handler)
    make = closed if telling.is_closing else reopened
    by = handler.id if telling.is_closing else None
    return make(handled, at_ms=at_ms), EventNote(closed_by=by, at_ms=at_ms)
