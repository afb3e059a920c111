"""The socket: one thread a connection, kept alive as HTTP/1.1 wants it, and able to misbehave.

Of the standard library's server only the reading of requests is used; answers are written in
`replies`, since breaking them is half of the purpose.
"""

import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from threading import Condition, Event, Thread
from typing import Any

from service.sandbox.played_dixa.replies import Reply, send


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What came over the wire; `authorization` is the header of that name."""

    method: str
    path: str
    authorization: str | None
    body: bytes


Respond = Callable[[Request], Reply]


class Server:
    """Listens on 127.0.0.1, always at the same port.

    Args:
        respond: called for each request, in the thread of its connection.
        port: 0 for a free one, which it then keeps.
    """

    def __init__(self, respond: Respond, *, port: int = 0) -> None:
        self.port = port
        self._respond = respond
        self._listener: _Listener | None = None

    def listen(self) -> None:
        """Accept connections."""
        if self._listener is None:
            self._listener = _Listener(self._respond, self.port)
            self.port = self._listener.server_address[1]
            self._listener.begin()

    def refuse(self) -> None:
        """Close the listening socket and every connection; replies that hang end."""
        if self._listener is not None:
            self._listener.end()
            self._listener = None


class _Listener(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, respond: Respond, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Connection)
        self.respond = respond
        self.ended = Event()
        self._open: set[Any] = set()
        self._changed = Condition()

    def begin(self) -> None:
        Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def end(self) -> None:
        self.shutdown()
        self.server_close()
        self.ended.set()
        with self._changed:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._changed.wait_for(lambda: not self._open, 5.0)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        with self._changed:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401
        super().shutdown_request(request)
        with self._changed:
            self._open.discard(request)
            self._changed.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Listener

    def do_POST(self) -> None:
        request = Request(
            method=self.command,
            path=self.path,
            authorization=self.headers.get("Authorization"),
            body=self.rfile.read(int(self.headers.get("Content-Length", "0"))),
        )
        if not send(self.server.respond(request), self):
            self.close_connection = True

    do_DELETE = do_GET = do_PATCH = do_PUT = do_POST  # noqa: N815 - the library calls them so

    def write(self, data: bytes) -> None:
        self.wfile.write(data)

    def wait(self, seconds: float | None) -> bool:
        return self.server.ended.wait(seconds)

    def log_message(self, *_: object) -> None:
        """The ledger says more."""
