"""The load: conversations close, links arrive, customers answer, until it is told to end."""

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from threading import Event as Signal
from threading import Thread

from service.sandbox.mailbox import Mailbox
from service.sandbox.played_dixa import RemoteDixa

from .answers_given import Reader
from .events_told import Teller
from .notes import Notes
from .plan import Tale

AT_ONCE = 48
"""Tales, and customers, that are under way; on a slow machine the others wait for them."""

_LINK = re.compile(r"http://127\.0\.0\.1:\d+/s/[\w-]{43}")
_ADDRESS = re.compile(r"customer-(\d+)@example\.com")


class Load:
    """Tells the tales of a plan, and lets their customers answer.

    Args:
        url: of the service.
        secret: gives the key that events are signed with at the moment.
        dixa: where messages are posted.
        mailbox: where mails arrive.

    Attributes:
        notes: what came of it.
        invited: the links that reached each conversation's customer.
        rounds: how often it has looked for links that have arrived.
    """

    def __init__(
        self, url: str, *, secret: Callable[[], bytes], dixa: RemoteDixa, mailbox: Mailbox
    ) -> None:
        self.notes = Notes()
        self.invited: dict[int, set[str]] = {}
        self.rounds = 0
        self._ended = Signal()
        self._dixa = dixa
        self._mailbox = mailbox
        self._teller = Teller(
            f"{url}/webhooks/dixa",
            secret=secret,
            dixa=dixa,
            notes=self.notes,
            ended=self._ended,
        )
        self._reader = Reader(notes=self.notes, ended=self._ended)
        self._tellers = ThreadPoolExecutor(AT_ONCE)
        self._readers = ThreadPoolExecutor(AT_ONCE)
        self._under_way: list[Future[None]] = []
        self._watching = Thread(target=self._watch, daemon=True)
        self._mails_read = 0

    def begin(self, tales: list[Tale]) -> None:
        """Start telling, in threads."""
        self._watching.start()
        self._telling = Thread(target=self._tell, args=(tales,), daemon=True)
        self._telling.start()

    @property
    def is_done(self) -> bool:
        """Whether every tale is told and every link that has arrived was dealt with."""
        return not self._telling.is_alive() and all(each.done() for each in self._under_way)

    def end(self) -> None:
        """Stop everything; raises what went wrong in a thread."""
        self._ended.set()
        self._telling.join()
        self._watching.join()
        self._tellers.shutdown()
        self._readers.shutdown()
        for each in self._under_way:
            each.result()

    def _tell(self, tales: list[Tale]) -> None:
        begun = time.monotonic()
        for tale in tales:
            if self._ended.wait(max(0, begun + tale.begins - time.monotonic())):
                return
            self._under_way.append(self._tellers.submit(self._teller.tell, tale))

    def _watch(self) -> None:
        while not self._ended.wait(1.0):
            with suppress(OSError):  # the played Dixa is late
                for conversation, link in self._links():
                    self._open(conversation, link)
                self.rounds += 1

    def _open(self, conversation: int, link: str) -> None:
        links = self.invited.setdefault(conversation, set())
        if link not in links:
            links.add(link)
            tale = self.notes.tales[conversation].tale
            opened = self._readers.submit(self._reader.open, link, tale, conversation)
            self._under_way.append(opened)

    def _links(self) -> Iterator[tuple[int, str]]:
        mails = self._mailbox.messages[self._mails_read :]
        self._mails_read += len(mails)
        for mail in mails:
            address, body = _ADDRESS.search(str(mail["To"])), mail.get_body(("plain",))
            link = _LINK.search(body.get_content()) if body else None
            if address and link:
                yield int(address[1]), link[0]
        for call in self._dixa.calls("message"):
            link = _LINK.search(str(call.body))
            if call.committed and call.conversation and link:
                yield call.conversation, link[0]
