"""Customers, who open the links that arrive and answer; mail scanners open them before."""

import time
from collections.abc import Callable
from http import HTTPStatus
from threading import Event as Signal
from urllib.parse import urlsplit

from survey_page import Page, send, visit

from .notes import AnswerNote, AttemptNote, End, Notes
from .plan import Customer, Tale

PAUSE_SECONDS = 0.5
MOST_VISITS = 6
"""A link may lead on to a newer survey, and that one to a newer still: four at most."""

MOST_FORMS = 4
"""While the customer thinks, a newer survey may take the place of theirs: then they answer that."""

SCANNED = ("/more", "/thanks", "/change", "/changed", "/not-me", "/withdrawn", "/unsubscribe")
"""What hangs on a link: scanners follow everything that they find."""

_SHOWN = {200, 303, 404, 410}
_TAKEN = {303, 404, 410, 422}


class Reader:
    """Does with links what the customers of the tales do.

    Args:
        notes: what comes of it.
        ended: once it is set, nobody does anything any more.
    """

    def __init__(self, *, notes: Notes, ended: Signal) -> None:
        self._notes = notes
        self._ended = ended
        self._answers = 0

    def open(self, link: str, tale: Tale, conversation: int) -> None:
        """Open a link that has arrived: first a scanner, then the customer, who may answer."""
        for number in range(tale.customer.scans):
            method, query = ("GET", "?rating=1") if number % 2 == 0 else ("HEAD", "")
            path = SCANNED[(conversation + number) % len(SCANNED)]
            self._scan(f"{link}{query}", method)
            self._scan(f"{link}{path}", method)
        if tale.customer.rating is not None:
            attempt = AttemptNote(conversation=conversation, link=link)
            self._notes.attempt(attempt)
            self._answer(attempt, tale.customer)

    def _scan(self, url: str, method: str) -> None:
        self._try(lambda: visit(url, method=method), is_look=True)

    def _answer(self, attempt: AttemptNote, customer: Customer) -> None:
        """Answer whatever the link leads to, until thanked or nothing is asked."""
        for _ in range(MOST_FORMS):
            page = self._form(attempt)
            other_page = self._form(attempt) if customer.twice == "on another page" else page
            if page is None or other_page is None:
                return
            self._ended.wait(customer.thinks)
            fields, note = self._fill_in(page, customer.rating or 1, attempt.conversation)
            if self._insist(page, fields, note):
                attempt.end = End.THANKED
                self._answer_again(page, other_page, fields, note, customer)
                return
        attempt.end = End.OPEN if self._ended.is_set() else End.REFUSED

    def _answer_again(
        self,
        page: Page,
        other_page: Page,
        fields: dict[str, object],
        note: AnswerNote,
        customer: Customer,
    ) -> None:
        if customer.twice == "the same":
            self._insist(page, fields, note)
        elif customer.twice != "no":
            otherwise = (customer.rating or 1) % 5 + 1
            other, its_note = self._fill_in(other_page, otherwise, note.conversation)
            self._insist(other_page, other, its_note)

    def _form(self, attempt: AttemptNote) -> Page | None:
        """The page with the form, perhaps that of a newer survey; None if nothing is asked."""
        page = None
        for _ in range(MOST_VISITS):
            page = self._until(lambda: visit(attempt.link), _SHOWN, is_look=True)
            if page is None or page.status != HTTPStatus.SEE_OTHER or page.leads_to is None:
                break
            attempt.link = page.leads_to
        if page is not None and page.choices:
            return page
        attempt.end = _end(page)
        if attempt.end is End.NOWHERE:
            self._notes.dead_links.add(attempt.link)
        return None

    def _fill_in(
        self, page: Page, rating: int, conversation: int
    ) -> tuple[dict[str, object], AnswerNote]:
        self._answers += 1
        comment = f"answer {conversation}-{self._answers}-{time.monotonic_ns()}"
        note = AnswerNote(conversation=conversation, comment=comment, rating=rating)
        self._notes.answer(note)
        return {**page.hidden, "rating": rating, "comment": comment}, note

    def _insist(self, page: Page, fields: dict[str, object], note: AnswerNote) -> bool:
        """Send a form until it is taken; tells whether the customer was thanked for it."""
        answer = self._until(lambda: send(page.url, fields), _TAKEN, is_look=False)
        is_thanked = answer is not None and _path(answer.leads_to).endswith("/thanks")
        note.is_acknowledged = note.is_acknowledged or is_thanked
        return is_thanked

    def _until(self, ask: Callable[[], Page], wanted: set[int], *, is_look: bool) -> Page | None:
        while not self._ended.is_set():
            page = self._try(ask, is_look=is_look)
            if page is not None and page.status in wanted:
                return page
            self._ended.wait(PAUSE_SECONDS)
        return None

    def _try(self, ask: Callable[[], Page], *, is_look: bool) -> Page | None:
        begun = time.monotonic()
        try:
            page = ask()
        except OSError:
            page = None
        status = page.status if page is not None else None
        self._notes.seen(status, time.monotonic() - begun, is_look=is_look)
        return page


def _end(page: Page | None) -> End:
    """What it means that there is no form to send."""
    if page is None:
        return End.OPEN
    by_status = {200: End.ANSWERED_ALREADY, 404: End.NOWHERE, 410: End.CLOSED}
    return by_status.get(page.status, End.REFUSED)


def _path(url: str | None) -> str:
    return urlsplit(url or "").path
