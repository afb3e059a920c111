"""The survey's page as a browser without script sees it and sends it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException, HTTPMessage, HTTPResponse
from urllib.parse import urlencode, urlsplit

from waiting import eventually

PATIENCE_SECONDS = 15.0

Fields = Mapping[str, object] | Sequence[tuple[str, object]]
"""Of a form; a name may stand more than once in a sequence."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """What was answered.

    Args:
        url: of the page.
        status: of HTTP.
        headers: of HTTP.
        text: the page itself.
        hidden: what its form carries hidden, by name.
        choices: the ratings that can be chosen on it.
    """

    url: str
    status: int
    headers: HTTPMessage
    text: str
    hidden: dict[str, str]
    choices: list[int]

    @property
    def leads_to(self) -> str | None:
        """The address that a browser goes on to by itself, if any."""
        parts, location = urlsplit(self.url), self.headers["Location"]
        return location and f"{parts.scheme}://{parts.netloc}{location}"


def visit(url: str, *, method: str = "GET", seconds: float = PATIENCE_SECONDS) -> Page:
    """Open a page; see `exchange`."""
    return exchange(method, url, seconds=seconds)


def send(url: str, fields: Fields, *, seconds: float = PATIENCE_SECONDS) -> Page:
    """Send a form; see `exchange`."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return exchange("POST", url, urlencode(fields), headers, seconds=seconds)


def answer(link: str, *, rating: int, comment: str = "") -> Page:
    """Open a survey and send its form with what it carries hidden; returns what is answered."""
    page = visit(link)
    return send(link, {**page.hidden, "rating": rating, "comment": comment})


def insist(ask: Callable[[], Page], status: int) -> Page:
    """Try again and again, as a person would, until the answer has the status; returns it."""

    def answered() -> Page | None:
        with suppress(OSError):
            page = ask()
            return page if page.status == status else None
        return None

    return eventually(answered, what=f"a {status}")


def exchange(
    method: str,
    url: str,
    body: str | bytes | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    seconds: float = PATIENCE_SECONDS,
) -> Page:
    """Send one request; no redirect is followed.

    Args:
        method: of HTTP.
        url: what is asked for.
        body: what is sent.
        headers: more headers.
        seconds: how long the answer may take.

    Raises:
        OSError: nobody answered, or not in time, or not to the end.
    """
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection = HTTPConnection(parts.netloc, timeout=seconds)
    try:
        connection.request(method, path, body, dict(headers or {}))
        response = connection.getresponse()
        text = response.read().decode()
    except HTTPException as error:
        raise ConnectionError("the answer broke off") from error
    finally:
        connection.close()
    return _page(url, response, text)


def _page(url: str, response: HTTPResponse, text: str) -> Page:
    form = _Form()
    form.feed(text)
    return Page(
        url=url,
        status=response.status,
        headers=response.headers,
        text=text,
        hidden=form.hidden,
        choices=sorted(form.choices),
    )


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.choices: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "input" and given.get("type") == "hidden":
            self.hidden[given["name"]] = given.get("value", "")
        if tag == "input" and given.get("type") == "radio":
            self.choices.append(int(given["value"]))
