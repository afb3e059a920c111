import io

import pytest
from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge

from service.web.body import DRAIN_BYTES, drain, read_form

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def reading():
    """A function that reads a form of at most ten bytes as gunicorn hands it over."""
    app = Flask(__name__)

    def read(body: bytes, **options):
        stream = io.BytesIO(body)
        options |= {"input_stream": stream, "content_type": FORM, "method": "POST"}
        with app.test_request_context("/", **options):
            request.environ["wsgi.input_terminated"] = True
            return read_form(request, limit=10).to_dict()

    return read


@pytest.mark.parametrize("options", [{}, {"content_length": 10}])
def test_a_form_as_large_as_the_limit_is_read(reading, options):
    assert reading(b"a=3456789x", **options) == {"a": "3456789x"}


@pytest.mark.parametrize("options", [{}, {"content_length": 11}])
def test_a_larger_form_is_refused_whole(reading, options):
    with pytest.raises(RequestEntityTooLarge):
        reading(b"a=3456789xy", **options)


def test_a_refused_body_is_read_to_its_announced_end_and_no_further():
    stream = io.BytesIO(b"body" + b"next request")
    drain({"wsgi.input": stream, "CONTENT_LENGTH": "4"})
    assert stream.read() == b"next request"


def test_a_refused_body_that_the_server_ends_is_read_to_its_end():
    stream = io.BytesIO(b"x" * 200_000)
    drain({"wsgi.input": stream, "wsgi.input_terminated": True})
    assert stream.read() == b""


def test_an_endless_body_is_left_at_last():
    stream = io.BytesIO(b"x" * (DRAIN_BYTES + 1))
    drain({"wsgi.input": stream, "wsgi.input_terminated": True})
    assert stream.read() == b"x"
