"""What is answered to a request that is none: the application never sees it."""

from socket import socket

from service.web.security import HEADERS

_HEADERS = HEADERS | {
    "Connection": "close",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


def write_refusal(client: socket, status: int, reason: str, _details: str) -> None:
    """Answer in plain text, with the headers of every answer; in place of gunicorn's own page.

    Args:
        client: who sent it.
        status: of HTTP.
        reason: the status in words.
        _details: what exactly could not be read; that repeats what was sent, so it stays here.

    Raises:
        OSError: they do not listen any more.
    """
    body = f"{reason}\n".encode()
    headers = _HEADERS | {"Content-Length": str(len(body))}
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {headers[name]}" for name in headers)]
    client.sendall("\r\n".join([*lines, "", ""]).encode() + body)
