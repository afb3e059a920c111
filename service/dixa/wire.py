"""One HTTP exchange with Dixa: the only place that sends anything there.

It always has a time-out for the whole exchange, follows no redirect, repeats nothing by itself, and
tells what became of the request in the words of `service.dixa.errors`.
"""

import json
from dataclasses import dataclass
from ssl import SSLCertVerificationError
from typing import Any

import requests
from requests.auth import AuthBase
from urllib3 import Timeout
from urllib3.exceptions import HTTPError, NewConnectionError

from service.dixa.errors import NotSent, OutcomeUnknown
from service.in_time import InTimeAdapter
from service.unreached import why_unreached

LARGEST_ANSWER = 4 * 1024 * 1024
"""In bytes; a conversation has a handful of ratings."""

_CONNECT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What Dixa answered; `body` is None where it was no JSON."""

    status: int
    body: Any
    retry_after: float | None

    @property
    def message(self) -> str:
        """What Dixa says about an error."""
        said = self.body.get("message") if isinstance(self.body, dict) else None
        return str(said)[:200] if said else "no message"


class RawToken(AuthBase):
    """Dixa wants the token as it is, without `Bearer`.

    Given as an authentication, not as a header, because requests would put a matching entry of
    the user's .netrc in a header's place.
    """

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign a request."""
        request.headers["Authorization"] = self._token
        return request


class Wire:
    """Exchanges requests for answers.

    Args:
        url: the API's base, with its version.
        token: the API token.
        timeout_seconds: for one whole exchange.
    """

    def __init__(self, *, url: str, token: str, timeout_seconds: float) -> None:
        self._url = url
        connect = min(_CONNECT_SECONDS, timeout_seconds)
        self._timeout: Any = Timeout(connect=connect, total=timeout_seconds)
        self._session = requests.Session()
        self._session.auth = RawToken(token)
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, InTimeAdapter())

    def exchange(self, method: str, path: str, body: object = None) -> Answer:
        """Send one request and read its answer, whatever its status.

        Raises:
            NotSent: no connection was made.
            OutcomeUnknown: it was sent, or may have been, and no whole answer came back.
        """
        try:
            with self._session.request(
                method,
                f"{self._url}/{path}",
                json=body,
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,
            ) as response:
                return _answer(response)
        except requests.ConnectTimeout as error:
            raise NotSent("Dixa could not be reached in time") from error
        except (requests.RequestException, HTTPError, OSError) as error:
            raise _translate(error) from error

    def close(self) -> None:
        """Close the connections."""
        self._session.close()


def _answer(response: requests.Response) -> Answer:
    text = response.raw.read(LARGEST_ANSWER + 1, decode_content=True)
    if len(text) > LARGEST_ANSWER:
        raise OutcomeUnknown("Dixa's answer is too long")
    return Answer(response.status_code, _json(text), _seconds(response.headers.get("Retry-After")))


def _json(text: bytes) -> object:
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None


def _seconds(retry_after: str | None) -> float | None:
    return float(retry_after) if retry_after and retry_after.isdecimal() else None


def _translate(error: Exception) -> NotSent | OutcomeUnknown:
    """Nothing was sent if the connection was refused or the certificate was not Dixa's."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, NewConnectionError | SSLCertVerificationError):
            return NotSent(f"Dixa could not be reached: {why_unreached(error)}")
        reason = getattr(cause, "reason", None) or (cause.args[0] if cause.args else None)
        cause = reason if isinstance(reason, BaseException) else None
    return OutcomeUnknown(f"Dixa's answer was lost: {why_unreached(error)}")
