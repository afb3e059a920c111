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


def read_form(request: Request, *, limit: int) -> ImmutableMultiDict[str, str]:
    """The fields of a posted form.

    Args:
        request: the request that posts it.
        limit: the largest body that is read, in bytes.

    Raises:
        RequestEntityTooLarge: the body is larger.
        BadRequest: it broke off, so half a comment may be missing, or its chunks make no sense.
    """
    # One byte more, since Werkzeug cuts a chunked body at the maximum without a word.
    request.max_content_length = limit + 1
    try:
        size = len(request.get_data())
    except RequestEntityTooLarge:
        raise
    except Exception as error:  # each WSGI server has its own errors for this
        raise BadRequest from error
    if size > limit:
        raise RequestEntityTooLarge
    if size < (request.content_length or 0):
        raise BadRequest
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
