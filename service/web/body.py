"""Reading no more of a request's body than is wanted, and all of one that is refused.

A server that closes a connection with unread bytes on it resets it, and the client, still
sending, reports a broken connection instead of the 413.
"""

from typing import IO, TYPE_CHECKING

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.wsgi import get_content_length

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

DRAIN_BYTES = 16 * 1024 * 1024
"""Whoever sends more than this is not to be helped."""

_CHUNK_BYTES = 64 * 1024


class BrokenOff(BadRequest):
    """A body that broke off, or whose chunks make no sense."""


def read_body(request: Request, *, limit: int) -> bytes:
    """The body as it came, whether its length was announced or it arrived in chunks.

    Args:
        request: the request; nothing of its body may have been read.
        limit: the largest body that is read, in bytes.

    Raises:
        RequestEntityTooLarge: the body is larger; what is left of it has not been read.
        BrokenOff: it is not whole.
    """
    # One byte more, since Werkzeug cuts a chunked body at the maximum without a word.
    request.max_content_length = limit + 1
    try:
        body = request.get_data()
    except RequestEntityTooLarge:
        raise
    except Exception as error:  # each WSGI server has its own errors for this
        raise BrokenOff from error
    if len(body) > limit:
        raise RequestEntityTooLarge
    if len(body) < (request.content_length or 0):
        raise BrokenOff
    return body


def read_form(request: Request, *, limit: int) -> ImmutableMultiDict[str, str]:
    """The fields of a posted form; of one that broke off, half a comment may be missing.

    Args:
        request: see `read_body`.
        limit: see `read_body`.

    Raises:
        RequestEntityTooLarge: the form is larger.
        BrokenOff: it is not whole.
    """
    read_body(request, limit=limit)
    return request.form


def drain(environ: "WSGIEnvironment") -> None:
    """Read what is left of a request's body and forget it.

    Args:
        environ: the request; nothing of its body may have been read, unless the server ends the
            stream itself (`wsgi.input_terminated`), as gunicorn does.
    """
    stream: IO[bytes] = environ["wsgi.input"]
    ends_itself = "wsgi.input_terminated" in environ
    length = DRAIN_BYTES if ends_itself else get_content_length(environ) or 0
    left = min(length, DRAIN_BYTES)
    while left > 0 and (chunk := stream.read(min(left, _CHUNK_BYTES))):
        left -= len(chunk)
