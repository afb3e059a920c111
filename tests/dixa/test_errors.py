"""What becomes of a call that does not end well, named by what its caller should do."""

import shutil
import ssl
import subprocess
from contextlib import ExitStack, contextmanager, suppress
from socket import create_server, socket
from threading import Thread

import pytest

from service.dixa.errors import GateShut, NotSent, OutcomeUnknown, Rejected, TokenRefused
from service.dixa.wire import LARGEST_ANSWER
from service.sandbox.played_dixa import PlayedDixa, faults
from service.sandbox.played_dixa.answers import Answer
from service.sandbox.played_dixa.faults import Fault

EVERY_ENDPOINT = [
    "ratings",
    "offer",
    "submit",
    "message",
    "organization",
    "list_webhooks",
    "create_webhook",
    "delivery_status",
    "delivery_logs",
]
UNKNOWN = {
    "reply lost, carried out": faults.reply_lost(committed=True),
    "reply lost, not carried out": faults.reply_lost(committed=False),
    "malformed": faults.malformed(),
    **{
        str(status): faults.server_error(status, committed=False) for status in (500, 502, 503, 504)
    },
    "408": faults.refusal(408, "Request Timeout"),
}


def answering(status, **headers):
    """A fault: Dixa does nothing and answers with this status."""
    return Fault(
        name="answering",
        commits="never",
        instead=Answer(status=status, body={"message": "so"}, headers=headers),
    )


@pytest.mark.parametrize("endpoint", EVERY_ENDPOINT)
@pytest.mark.parametrize("fault", UNKNOWN.values(), ids=UNKNOWN)
def test_what_may_have_happened_is_unknown_and_not_repeated(
    connect, dixa, ask_everything, endpoint, fault
):
    dixa.faults.on(endpoint, fault)
    calls = len(dixa.calls(endpoint))

    with pytest.raises(OutcomeUnknown):
        ask_everything[endpoint](connect())

    assert len(dixa.calls(endpoint)) == calls + 1


@pytest.mark.parametrize("endpoint", EVERY_ENDPOINT)
@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 422])
def test_what_dixa_refuses_is_told_with_its_words(connect, dixa, ask_everything, endpoint, status):
    dixa.faults.on(endpoint, faults.refusal(status, "Not like this"))
    calls = len(dixa.calls(endpoint))

    with pytest.raises(Rejected, match=f"^{status} Not like this$") as raised:
        ask_everything[endpoint](connect())

    assert (raised.value.status, raised.value.message) == (status, "Not like this")
    assert len(dixa.calls(endpoint)) == calls + 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_refused_and_not_followed(client, dixa, conversation, offer, status):
    with PlayedDixa() as elsewhere:
        dixa.faults.on("offer", answering(status, Location=f"{elsewhere.url}/organization"))

        with pytest.raises(Rejected):
            offer(client)

        assert elsewhere.calls() == []


def test_a_wrong_path_in_the_address_is_refused_by_the_gateway(connect, dixa):
    client = connect(url=dixa.url.replace("beta", "gamma"))

    with pytest.raises(Rejected, match="403 Missing Authentication Token"):
        client.get_organization()


def test_a_refused_token_shuts_the_gate(connect, dixa):
    with pytest.raises(TokenRefused) as raised:
        connect(token="wrong").get_organization()

    assert raised.value.retry_in == 30


def test_a_refused_connection_means_that_nothing_was_sent(client, dixa, offer):
    with dixa.refusing(), pytest.raises(NotSent, match="could not be reached: connection refused"):
        offer(client)

    assert dixa.calls() == []


def test_an_address_that_leads_nowhere_means_that_nothing_was_sent(connect, offer):
    with pytest.raises(NotSent):
        offer(connect(url="http://dixa.invalid/beta"))


def test_a_dixa_that_takes_no_connection_in_time_was_sent_nothing(connect, offer):
    with create_server(("127.0.0.1", 0), backlog=0) as busy, ExitStack() as queue:
        address = busy.getsockname()
        for _ in range(8):  # more than it keeps waiting, so that the next one is not even let in
            waiting = queue.enter_context(socket())
            waiting.setblocking(False)
            waiting.connect_ex(address)

        with pytest.raises(NotSent):
            offer(connect(url=f"http://127.0.0.1:{address[1]}/beta", timeout=0.3))


def test_a_dixa_that_hangs_is_given_up_in_time(connect, dixa, conversation, offer):
    dixa.faults.on("offer", faults.hang(committed=True))

    with pytest.raises(OutcomeUnknown):
        offer(connect(timeout=0.3))

    assert len(dixa.offers(conversation)) == 1


def test_an_answer_that_never_ends_is_given_up_in_time(connect, dixa, offer):
    dixa.faults.on("offer", faults.slow_drip(0.1))  # each byte in time, all of them in 30 s

    with pytest.raises(OutcomeUnknown):
        offer(connect(timeout=0.5))


def test_an_answer_that_comes_slowly_but_in_time_is_read(connect, dixa, conversation, offer):
    dixa.faults.on("offer", faults.slow_drip(0.001))

    assert offer(connect(timeout=60)) == dixa.ratings(conversation)[0]["id"]


HEAD = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"


NOT_DIXAS = {
    "nothing": b"",
    "not HTTP": b"SSH-2.0-OpenSSH_9.2\r\n",
    "no status": b"HTTP/1.1 abc\r\n\r\n",
    "cut short": HEAD + b'Content-Length: 100\r\n\r\n{"data": ',
    "half a JSON": HEAD + b'Content-Length: 9\r\n\r\n{"data": ',
    "broken chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "broken gzip": HEAD + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
    "empty": HEAD + b"Content-Length: 0\r\n\r\n",
    "without data": HEAD + b"Content-Length: 2\r\n\r\n{}",
    "not UTF-8": HEAD + b"Content-Length: 2\r\n\r\n\xff\xfe",
    "a number for an id": HEAD + b'Content-Length: 18\r\n\r\n{"data":{"id":17}}',
    "deeply nested": HEAD + b"Content-Length: 60000\r\n\r\n" + b"[" * 60_000,
    "HTML": HEAD + b"Content-Length: 28\r\n\r\n<html>Sign in first</html>\r\n",
    "too long": HEAD
    + b"Content-Length: %d\r\n\r\n" % (LARGEST_ANSWER + 1)
    + b" " * (LARGEST_ANSWER + 1),
}


@pytest.mark.parametrize("reply", NOT_DIXAS.values(), ids=NOT_DIXAS)
def test_an_answer_that_is_not_dixas_leaves_the_fate_unknown(connect, saying, offer, reply):
    with saying(reply) as url, pytest.raises(OutcomeUnknown):
        offer(connect(url=url))


def test_a_success_that_is_not_dixas_own_does_not_pass_for_a_submitted_answer(
    connect, saying, submit
):
    reply = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK"
    with saying(reply) as url, pytest.raises(OutcomeUnknown):
        submit(connect(url=url), "offer-1")


@pytest.mark.program
@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificate")
def test_a_certificate_that_is_not_dixas_means_that_nothing_was_sent(connect, offer, tmp_path):
    with impostor(tmp_path) as url, pytest.raises(NotSent):
        offer(connect(url=url))


def test_a_request_that_grew_old_before_its_turn_is_not_sent(connect, dixa, offer):
    client = connect(stale_after=0)

    with pytest.raises(NotSent, match="too old"):
        offer(client)

    assert dixa.calls() == []


def test_when_the_intent_cannot_be_noted_nothing_is_sent(client, dixa, offer):
    def fail():
        raise ConnectionError("no record")

    with pytest.raises(ConnectionError, match="no record"):
        offer(client, before_sending=fail)

    assert dixa.calls() == []


def test_the_intent_is_noted_when_the_gate_lets_the_request_pass_and_before_it_is_sent(
    client, dixa, redis, offer
):
    redis.hset("rs:gate", mapping={"cause": "shut", "probe_at": 9_999_999_999_999})
    noted = []

    with pytest.raises(GateShut):
        offer(client, before_sending=lambda: noted.append("too early"))
    redis.delete("rs:gate")
    offer(client, before_sending=lambda: noted.append(len(dixa.calls())))

    assert noted == [0]


@contextmanager
def impostor(folder):
    """A TLS server whose certificate nobody has signed."""
    key, certificate = str(folder / "key.pem"), str(folder / "certificate.pem")
    request = ["openssl", "req", "-x509", "-nodes", "-newkey", "ec", "-days", "1"]
    curve = ["-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=127.0.0.1"]
    files = ["-keyout", key, "-out", certificate]
    subprocess.run([*request, *curve, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=shake_hands, args=(listener, context))
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}/beta"
        thread.join()


def shake_hands(listener, context):
    connection, _ = listener.accept()
    with connection, suppress(ssl.SSLError):
        context.wrap_socket(connection, server_side=True).close()
