"""What becomes of bodies on the wire: sent whole before the answer is looked at, as most do."""

import json
import socket
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse

import pytest

from service.sandbox.conversations import a_conversation
from service.sandbox.events import closed

KIB = 1024
REFUSED = {"error": "The signature is missing, wrong, too old or in the future."}
TOO_LARGE = {"error": "The body is larger than 262144 bytes."}


@pytest.mark.parametrize("size", [256 * KIB + 1, 256 * KIB + 2, 300 * KIB, 8 * KIB * KIB])
def test_an_announced_body_over_the_limit_gets_its_answer_and_the_connection_stays(web, size):
    with closing(HTTPConnection(web.host, timeout=30)) as connection:
        connection.request("POST", "/webhooks/dixa", b"x" * size)
        first = read(connection.getresponse())
        connection.request("POST", "/webhooks/dixa", b"{}")
        second = read(connection.getresponse())
    assert (first, second) == ((413, TOO_LARGE), (401, REFUSED))


@pytest.mark.parametrize("chunks", [65, 2048])
def test_a_chunked_body_over_the_limit_gets_its_answer_and_the_connection_stays(web, chunks):
    with closing(HTTPConnection(web.host, timeout=30)) as connection:
        body = (b"x" * 4 * KIB for _ in range(chunks))
        connection.request("POST", "/webhooks/dixa", body, encode_chunked=True)
        first = read(connection.getresponse())
        connection.request("POST", "/webhooks/dixa", b"{}")
        second = read(connection.getresponse())
    assert (first, second) == ((413, TOO_LARGE), (401, REFUSED))


@pytest.mark.parametrize("padding", [0, 250 * KIB])
def test_a_chunked_event_is_accepted(web, padding):
    event = closed(a_conversation(subject="x" * padding))
    with closing(HTTPConnection(web.host, timeout=30)) as connection:
        body = iter([event.body[:100], event.body[100:]])
        headers = event.headers(web.secret)
        connection.request("POST", "/webhooks/dixa", body, headers, encode_chunked=True)
        answer = read(connection.getresponse())
    assert answer == (202, {"status": "accepted", "event_id": event.id})


@pytest.mark.parametrize(
    "request_after_its_first_lines",
    [
        b"Content-Length: 1000\r\n\r\n{",
        b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel",
        b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nfive\r\nhello\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello, world\r\n0\r\n\r\n",
    ],
    ids=["announced", "in a chunk", "between chunks", "no size", "wrong size"],
)
def test_a_body_that_breaks_off_is_refused(web, request_after_its_first_lines):
    host, _, port = web.host.partition(":")
    first_lines = b"POST /webhooks/dixa HTTP/1.1\r\nHost: x\r\nX-DIXA-SIGNATURE: t=1,v1=2\r\n"
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(first_lines + request_after_its_first_lines)
        connection.shutdown(socket.SHUT_WR)
        with closing(HTTPResponse(connection)) as response:
            response.begin()
            answer = read(response)
    assert answer == (401, REFUSED)


def read(response):
    return response.status, json.loads(response.read())
