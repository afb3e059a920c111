"""Reading a request's raw body, within a limit."""

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from service.web.webhook.signature import Refused


def read_body(request: Request, *, limit: int) -> bytes:
    """The body as it came, whether its length was announced or it arrived in chunks.

    Args:
        request: the request; nothing of its body may have been read.
        limit: the largest body taken, in bytes.

    Raises:
        RequestEntityTooLarge: the body is larger; what is left of it has not been read.
        Refused: it broke off, or its chunks make no sense, so nothing can be verified.
    """
    # One byte more, since Werkzeug cuts a chunked body at the maximum without a word.
    request.max_content_length = limit + 1
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise
    except Exception as error:  # each WSGI server has its own errors for this
        raise Refused("the body broke off") from error
    if len(body) > limit:
        raise RequestEntityTooLarge
    return body
