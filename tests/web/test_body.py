import io

import pytest
from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge

from service.web.body import DRAIN_BYTES, BrokenOff, drain, read_form

FORM = "application/x-www-form-urlencoded"


class BrokenStream(io.RawIOBase):
    """A stream that fails as a server's parser does, with an error of its own."""

    def readinto(self, _buffer):
        raise RuntimeError("invalid chunk size")


@pytest.fixture
def reading():
    """A function that reads a form of at most ten bytes as gunicorn hands it over."""
    app = Flask(__name__)

    def read(stream: io.IOBase, *, announced: int | None = None):
        with app.test_request_context("/", method="POST", content_type=FORM):
            request.environ |= {"wsgi.input": stream, "wsgi.input_terminated": True}
            if announced is not None:
                request.environ["CONTENT_LENGTH"] = str(announced)
            return read_form(request, limit=10).to_dict()

    return read


@pytest.mark.parametrize("announced", [None, 10])
def test_a_form_as_large_as_the_limit_is_read(reading, announced):
    assert reading(io.BytesIO(b"a=3456789x"), announced=announced) == {"a": "3456789x"}


@pytest.mark.parametrize("announced", [None, 11])
def test_a_larger_form_is_refused_whole(reading, announced):
    with pytest.raises(RequestEntityTooLarge):
        reading(io.BytesIO(b"a=3456789xy"), announced=announced)


def test_a_form_announced_as_far_too_large_is_refused_unread(reading):
    stream = io.BytesIO(b"a=3456789x")
    with pytest.raises(RequestEntityTooLarge):
        reading(stream, announced=1_000_000)
    assert stream.tell() == 0


def test_a_form_that_broke_off_is_refused_lest_half_a_comment_be_recorded(reading):
    with pytest.raises(BrokenOff):
        reading(io.BytesIO(b"a=345"), announced=10)


def test_a_form_whose_chunks_make_no_sense_is_refused(reading):
    with pytest.raises(BrokenOff):
        reading(BrokenStream())


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
