"""Why another computer could not be reached, in words."""

from socket import create_server, gaierror

import pytest
import requests

from service.unreached import why_unreached


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (gaierror(-2, "Name or service not known"), "no host of that name was found"),
        (ConnectionRefusedError(111, "Connection refused"), "connection refused"),
        (ConnectionResetError(104, "Connection reset by peer"), "connection cut"),
        (TimeoutError("timed out"), "no answer in time"),
        (OSError(101, "Network is unreachable"), "Network is unreachable"),
        (ValueError("what nobody thought of"), "ValueError"),
    ],
    ids=str,
)
def test_it_is_said_in_words_where_there_are_any(error, words):
    assert why_unreached(error) == words


def test_what_lies_behind_the_error_of_a_library_is_told():
    with create_server(("127.0.0.1", 0)) as listener:
        address = "http://{}:{}".format(*listener.getsockname())

    with pytest.raises(requests.ConnectionError) as raised:
        requests.get(address, timeout=5)

    assert why_unreached(raised.value) == "connection refused"
