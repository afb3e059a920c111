"""An answer that comes in time as a whole.

The time-out of a socket holds for each read: a server that sends a byte now and then keeps a
worker waiting for ever. Here one time-out holds for everything, from the connection to the last
byte of the body.
"""

import socket
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from time import monotonic
from typing import Any, cast

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection


class InTimeAdapter(HTTPAdapter):
    """Carries requests out over connections whose answers come in time or raise a time-out.

    The time-out is the one that the socket has when the request has been sent: with
    `urllib3.Timeout(total=…)` it is what connecting and sending have left.
    """

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - those of the adapter
        """The pool of connections to where the request goes."""
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        pool.ConnectionCls = _CONNECTIONS[pool.scheme]
        return pool


class _TimedReader(RawIOBase):
    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._raw = connection.makefile("rb", buffering=0)
        self._seconds = connection.gettimeout() or 0.0
        self._deadline = monotonic() + self._seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401 - anything writable
        left = self._deadline - monotonic()
        if left <= 0:
            raise TimeoutError("the answer did not end in time")
        self._connection.settimeout(left)
        try:
            return self._raw.readinto(buffer)
        finally:
            # The next request is sent over this connection too.
            self._connection.settimeout(self._seconds)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedResponse(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - those of the library
        super().__init__(cast("socket.socket", _TimedFile(sock)), *args, **kwargs)


class _TimedFile:
    """All that the library asks of a connection when it reads an answer."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def makefile(self, _mode: str) -> BufferedReader:
        return BufferedReader(_TimedReader(self._connection))


class _TimedConnection(HTTPConnection):
    response_class = _TimedResponse


class _TimedTlsConnection(HTTPSConnection):
    response_class = _TimedResponse


_CONNECTIONS = {"http": _TimedConnection, "https": _TimedTlsConnection}
