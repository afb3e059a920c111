"""A load generator: requests made beforehand, connections kept open, a thread for each.

The client shares the machine with what it measures, so it does as little as it can: it writes
bytes, and reads the status line and as many bytes as the answer announces.
"""

import re
import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


@dataclass(frozen=True, slots=True)
class Sample:
    """One measured stretch.

    Args:
        seconds: how long it took.
        latencies: of each request, in seconds.
    """

    seconds: float
    latencies: tuple[float, ...]


def request(
    method: str, path: str, *, headers: dict[str, str] | None = None, body: bytes = b""
) -> bytes:
    """The bytes of one request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def run(port: int, requests: Sequence[bytes], *, connections: int, status: int) -> Sample:
    """Send every request once, over so many connections at the same time.

    Args:
        port: on 127.0.0.1.
        requests: what to send.
        connections: how many at once.
        status: what every answer must have.

    Raises:
        RuntimeError: an answer had another status.
    """
    shares = [requests[number::connections] for number in range(connections)]
    started = perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        latencies = pool.map(lambda share: list(_exchange(port, share, status)), shares)
        flat = tuple(latency for share in latencies for latency in share)
    return Sample(perf_counter() - started, flat)


def _exchange(port: int, requests: Sequence[bytes], status: int) -> Iterator[float]:
    expected = f"HTTP/1.1 {status} ".encode()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for each in requests:
            started = perf_counter()
            connection.sendall(each)
            answer = _read(connection)
            yield perf_counter() - started
            if not answer.startswith(expected):
                raise RuntimeError(f"{status} expected, got {answer[:200]!r}")


def _read(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    missing = int(length.group(1)) - len(body) if length else 0
    while missing > 0:
        missing -= len(_more(connection))
    return head


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise RuntimeError("the connection was closed in the middle of an answer")
    return data
