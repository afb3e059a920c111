import socket
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest

from .fault_proxy import FaultProxy, Mode


class Echo(BaseRequestHandler):
    def handle(self):
        with suppress(ConnectionError):
            while data := self.request.recv(1024):
                self.server.heard.append(data)
                self.request.sendall(data)


@pytest.fixture
def server():
    with ThreadingTCPServer(("127.0.0.1", 0), Echo) as server:
        server.daemon_threads, server.heard = True, []
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def proxy(server):
    with FaultProxy(server.server_address[1], seed="any") as proxy:
        yield proxy


@contextmanager
def connected(proxy):
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=10) as connection:
        yield connection


def ask(connection):
    connection.sendall(b"question")
    return connection.recv(1024)


def test_everything_is_passed_on_both_ways(proxy):
    with connected(proxy) as connection:
        assert [ask(connection) for _ in range(2)] == [b"question"] * 2


def test_a_lost_reply_breaks_the_connection_after_the_server_has_heard_the_question(proxy, server):
    proxy.loss = 1.0
    with connected(proxy) as connection, pytest.raises(ConnectionResetError):
        ask(connection)

    assert server.heard == [b"question"]


def test_a_black_hole_takes_everything_and_says_nothing_until_it_breaks(proxy, server):
    with connected(proxy) as before:
        ask(before)
        proxy.turn(Mode.BLACK_HOLE)
        with connected(proxy) as meanwhile:
            for connection in (before, meanwhile):
                connection.settimeout(0.3)
                with pytest.raises(TimeoutError):
                    ask(connection)
                connection.settimeout(10)
            proxy.turn(Mode.PASS)
            for connection in (before, meanwhile):
                with pytest.raises(ConnectionResetError):
                    connection.recv(1024)
    with connected(proxy) as afterwards:
        assert ask(afterwards) == b"question"

    assert server.heard == [b"question"] * 2


def test_a_reset_breaks_what_is_open_and_what_comes(proxy):
    with connected(proxy) as before:
        ask(before)
        proxy.turn(Mode.RESET)
        with pytest.raises(ConnectionResetError):
            before.recv(1024)
    with pytest.raises(ConnectionError), connected(proxy) as meanwhile:
        ask(meanwhile)
    proxy.turn(Mode.PASS)
    with connected(proxy) as afterwards:
        assert ask(afterwards) == b"question"
