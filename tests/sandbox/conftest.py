"""Callers and receivers without any of our own client code between them and the sandbox."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest

from service.sandbox.conversations import Conversation
from service.sandbox.played_dixa import PlayedDixa


@dataclass(frozen=True)
class Answered:
    status: int
    headers: dict[str, str]
    body: Any

    @property
    def data(self) -> Any:
        return self.body["data"]


class Caller:
    """Calls a played Dixa, with its token and under /beta unless told otherwise."""

    def __init__(self, dixa: PlayedDixa) -> None:
        self._address = urlsplit(dixa.url).netloc
        self._token = dixa.token

    def ask(self, method, path, body=None, *, version="/beta", token=...) -> Answered:
        headers = {"Authorization": self._token if token is ... else token}
        text = body if isinstance(body, str | None) else json.dumps(body)
        connection = HTTPConnection(self._address, timeout=20)
        try:
            sent = {name: value for name, value in headers.items() if value is not None}
            connection.request(method, version + path, text, sent)
            response = connection.getresponse()
            content = response.read()
            headers = dict(response.headers)
            return Answered(response.status, headers, json.loads(content) if content else None)
        finally:
            connection.close()

    def get(self, path, **options) -> Answered:
        return self.ask("GET", path, **options)

    def post(self, path, body, **options) -> Answered:
        return self.ask("POST", path, body, **options)

    def offer(self, conversation: Conversation, *, version="/beta", **changes) -> Answered:
        body = {
            "userId": conversation.requester.id,
            "agentId": conversation.assignee.id,
            "ratingType": "Csat",
        }
        body = {key: value for key, value in {**body, **changes}.items() if value is not ...}
        path = f"/conversations/{conversation.csid}/ratings/offer"
        return self.post(path, body, version=version)

    def submit(self, conversation: Conversation, rating, value, *, kind="Csat", **more) -> Answered:
        body = {"ratingResult": {"_type": kind, "value": value}, **more}
        return self.post(f"/conversations/{conversation.csid}/ratings/{rating}/submit", body)

    def ratings(self, conversation: Conversation) -> list[dict[str, Any]]:
        return self.get(f"/conversations/{conversation.csid}/ratings").data

    def message(self, conversation: Conversation, *, kind="Text", **more) -> Answered:
        body = {
            "_type": "Outbound",
            "agentId": conversation.assignee.id,
            "content": {"_type": kind, "value": "How was it?"},
            **more,
        }
        return self.post(f"/conversations/{conversation.csid}/messages", body)


@pytest.fixture(scope="session")
def caller() -> type[Caller]:
    return Caller


@pytest.fixture
def api(dixa: PlayedDixa) -> Caller:
    return Caller(dixa)


@dataclass(frozen=True)
class Received:
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        return json.loads(self.body)


class Receiver:
    """Takes what is posted to it: `url`, and `next()` for what came, in order."""

    def __init__(self) -> None:
        self._received: Queue[Received] = Queue()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._received))
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/webhooks/dixa"

    def next(self) -> Received:
        return self._received.get(timeout=20)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    thread = Thread(target=receiver.server.serve_forever, args=(0.02,))
    thread.start()
    yield receiver
    receiver.server.shutdown()
    thread.join()
    receiver.server.server_close()


def _handler(received: Queue[Received]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.put(Received(dict(self.headers), body))
            self.send_response(202)
            self.end_headers()
            self.wfile.write(b'{"status": "accepted"}')

        def log_message(self, *_):
            pass

    return Handler
