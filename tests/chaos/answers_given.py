"""Customers and mail scanners, who open the links that arrive; customers answer, too."""

import time
from collections.abc import Callable
from threading import Event as Signal
from urllib.parse import urlsplit

from survey_page import Page, send, visit

from .notes import AnswerNote, Notes
from .plan import Customer, Tale

ANSWERED_WITHIN = 10.0
PAUSE_SECONDS = 0.5
MOST_REDIRECTS = 3


class Reader:
    """Does with links what the customers of the tales do.

    Args:
        url: of the service; links lead there.
        notes: what comes of it.
        ended: once it is set, nobody does anything any more.
    """

    def __init__(self, url: str, *, notes: Notes, ended: Signal) -> None:
        self._url = url
        self._notes = notes
        self._ended = ended
        self._answers = 0

    def open(self, link: str, tale: Tale, conversation: int) -> None:
        """Open a link that has arrived: first a scanner, then the customer, who may answer."""
        for number in range(tale.customer.scans):
            method, query = ("GET", "?rating=1") if number % 2 == 0 else ("HEAD", "")
            self._try(lambda m=method, q=query: visit(f"{link}{q}", method=m), is_look=True)
        if tale.customer.rating is not None:
            self._answer(link, tale.customer, conversation)

    def _answer(self, link: str, customer: Customer, conversation: int) -> None:
        page = self._form(link)
        other_page = self._form(link) if customer.twice == "on another page" else page
        if page is None or other_page is None:
            return
        self._ended.wait(customer.thinks)
        rating = customer.rating or 1
        fields, note = self._fill_in(page, rating, conversation)
        is_thanked = self._insist(page, fields, note)
        if is_thanked and customer.twice == "the same":
            self._insist(page, fields, note)
        elif is_thanked and customer.twice != "no":
            other, its_note = self._fill_in(other_page, rating % 5 + 1, conversation)
            self._insist(other_page, other, its_note)

    def _form(self, link: str) -> Page | None:
        """The page with the form, perhaps that of a newer survey; None if nothing is asked."""
        for _ in range(MOST_REDIRECTS):
            page = self._until(lambda at=link: visit(at), {200, 303, 404, 410}, is_look=True)
            if page is None or page.status != 303 or page.leads_to is None:
                break
            link = page.leads_to
        if page is not None and page.status == 404:
            self._notes.dead_links.add(link)
        return page if page is not None and page.choices else None

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
        wanted = {303, 404, 410, 422}
        answer = self._until(lambda: send(page.url, fields), wanted, is_look=False)
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


def _path(url: str | None) -> str:
    return urlsplit(url or "").path
