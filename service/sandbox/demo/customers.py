"""The customers: they find the link where they would, and answer through the page's own form."""

import re
from email.message import EmailMessage
from html.parser import HTMLParser
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from service.sandbox.conversations import Conversation
from service.sandbox.demo.stage import Stage

_LINK = re.compile(r"http://[^\s\"'<>]+/s/[\w-]{43}(?![/\w-])")
_SECONDS = 15


def find_link(stage: Stage, conversation: Conversation) -> str | None:
    """The link that the customer has got, by mail or as a message; None if there is none yet."""
    texts = [str(call.body) for call in stage.dixa.messages(conversation)]
    address = conversation.requester.email
    if address:
        texts += [_text(mail) for mail in stage.mailbox.messages if address in str(mail["To"])]
    links = [match.group() for text in texts for match in _LINK.finditer(text)]
    return links[-1] if links else None


def answer(link: str, *, rating: int, comment: str) -> str:
    """Open the page, fill in the form, send it.

    Returns:
        The address of the page that follows.

    Raises:
        URLError: the service did not answer, or not with success.
    """
    with urlopen(link, timeout=_SECONDS) as page:
        hidden = _Hidden()
        hidden.feed(page.read().decode())
    form = {**hidden.fields, "rating": str(rating), "comment": comment}
    request = Request(link, data=urlencode(form).encode(), method="POST")
    with urlopen(request, timeout=_SECONDS) as following:
        return str(following.url)


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


class _Hidden(HTMLParser):
    """Collects what the form carries hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden" and given.get("name"):
            self.fields[str(given["name"])] = given.get("value") or ""
