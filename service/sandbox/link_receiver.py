"""A real HTTP server that keeps what it receives, as an SMS gateway would.

    with LinkReceiver() as receiver:
        ...                                     # let something send to receiver.url
        [event] = receiver.events
        event.headers["webhook-id"], event.body

    receiver.answer(429, {"Retry-After": "60"})

An answer holds from then on; None says nothing until the end. What is refused is kept too, among
`events`, but not among `accepted`; of a HEAD request the headers, among `knocks`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from service.running import Running


@dataclass(frozen=True, slots=True)
class ReceivedEvent:
    """One request; the names of its headers are in lower case."""

    headers: Mapping[str, str]
    body: bytes


class LinkReceiver(Running):
    """Listens on a free port of 127.0.0.1."""

    def __init__(self) -> None:
        self.events: list[ReceivedEvent] = []
        self.accepted: list[ReceivedEvent] = []
        self.knocks: list[Mapping[str, str]] = []
        self._server = _Server(self)
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._status: int | None = HTTPStatus.NO_CONTENT
        self._headers: Mapping[str, str] = {}
        self._ended = Event()

    @property
    def url(self) -> str:
        """The address, as `DELIVERY_WEBHOOK_URL` has it."""
        return f"http://127.0.0.1:{self._server.server_port}/links?from=surveys"

    def answer(self, status: int | None, headers: Mapping[str, str] | None = None) -> None:
        """Answer events with a status, and with these headers besides."""
        self._status, self._headers = status, headers or {}

    def take(self, event: ReceivedEvent) -> tuple[int | None, Mapping[str, str]]:
        """Keep an event; returns what to answer."""
        self.events.append(event)
        if self._status == HTTPStatus.NO_CONTENT:
            self.accepted.append(event)
        if self._status is None:
            self._ended.wait()
        return self._status, self._headers

    def start(self) -> None:
        """Start listening."""
        self._thread.start()

    def stop(self) -> None:
        """Stop, and hang up on whoever is still waiting for an answer."""
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    def __init__(self, receiver: LinkReceiver) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.receiver = receiver


class _Connection(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        headers = self._headers_by_name()
        body = self.rfile.read(int(headers.get("content-length", "0")))
        status, answered = self.server.receiver.take(ReceivedEvent(headers, body))
        if status is not None:
            self._answer(status, answered)

    def do_HEAD(self) -> None:
        self.server.receiver.knocks.append(self._headers_by_name())
        self._answer(405, {"Allow": "POST"})

    def log_message(self, *_: object) -> None:
        """What was received says more."""

    def _headers_by_name(self) -> Mapping[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}

    def _answer(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
