"""Requests that gunicorn refuses by itself are answered like all others: plainly, and protected."""

import socket
from http.client import HTTPResponse

import pytest

UNREADABLE = {
    "no request": (b"what is this\r\n\r\n", 400),
    "an address that is too long": (b"GET /s/" + b"x" * 4000 + b" HTTP/1.1\r\n\r\n", 414),
    "a header that is too long": (b"GET / HTTP/1.1\r\nX: " + b"x" * 9000 + b"\r\n\r\n", 431),
    "too many headers": (b"GET / HTTP/1.1\r\n" + b"X: x\r\n" * 100 + b"\r\n", 431),
    "a folded header": (b"GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n", 400),
    "<script>": (b"GET / HTTP/<script>\r\n\r\n", 400),
}


@pytest.fixture(params=UNREADABLE.values(), ids=UNREADABLE.keys())
def refusal(request, web):
    """What is answered: status, headers and body."""
    sent, status = request.param
    host, port = web.host.split(":")
    with socket.create_connection((host, int(port)), timeout=30) as client:
        client.sendall(sent)
        response = HTTPResponse(client)
        response.begin()
        return response.status == status, response.headers, response.read()


def test_it_is_named_in_plain_text_without_repeating_what_was_sent(refusal):
    is_status_right, headers, body = refusal

    assert is_status_right
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert b"<" not in body
    assert body.endswith(b"\n")


def test_it_carries_the_headers_of_every_answer(refusal):
    _, headers, _ = refusal

    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers
