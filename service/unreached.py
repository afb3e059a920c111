"""Why another computer could not be reached, or did not answer, in words for people."""

from collections.abc import Iterator
from itertools import islice
from socket import gaierror
from ssl import SSLCertVerificationError

_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (gaierror, "no host of that name was found"),
    (SSLCertVerificationError, "its certificate is not trusted"),
    (ConnectionRefusedError, "connection refused"),
    (ConnectionError, "connection cut"),
    (TimeoutError, "no answer in time"),
)

_DEEPEST = 10


def why_unreached(error: BaseException) -> str:
    """A few words, by what lies behind an error of a library; else the name of its class."""
    causes = list(islice(_causes(error), _DEEPEST))
    known = (words for kind, words in _WORDS for cause in causes if isinstance(cause, kind))
    told = (cause.strerror for cause in causes if isinstance(cause, OSError) and cause.strerror)
    return next(known, None) or next(told, None) or type(error).__name__


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
