"""One HTTP exchange with whoever takes our events, and what its answers mean.

It always has a time-out for the whole exchange, follows no redirect, and repeats nothing by itself.
"""

from email.utils import parsedate_to_datetime
from time import time
from typing import Any

import requests
from requests.auth import AuthBase
from urllib3 import Timeout
from urllib3.exceptions import HTTPError

from service.delivery.errors import NotNow, Undeliverable
from service.in_time import InTimeAdapter
from service.unreached import why_unreached

LONGEST_PAUSE_SECONDS = 3600.0
"""However long the receiver asks us to stay away, we look again after an hour."""

_CONNECT_SECONDS = 5.0
_COME_BACK = frozenset({408, 425, 429})
"""The 4xx that are about this moment, not about the event."""


class Receiver:
    """Takes our events.

    Args:
        url: where it takes them.
        timeout_seconds: for one whole exchange.
    """

    def __init__(self, url: str, *, timeout_seconds: float) -> None:
        self._url = url
        connect = min(_CONNECT_SECONDS, timeout_seconds)
        self._timeout: Any = Timeout(connect=connect, total=timeout_seconds)
        self._session = requests.Session()
        self._session.auth = _as_it_is
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, InTimeAdapter())

    def send(self, body: bytes, *, signed: AuthBase) -> None:
        """Hand an event over.

        Args:
            body: JSON.
            signed: puts the signature on the request.

        Raises:
            Undeliverable: the receiver refuses this event.
            NotNow: it can't be reached, fails, or asks to come back.
        """
        headers = {"Content-Type": "application/json"}
        answer = self._exchange("POST", data=body, headers=headers, auth=signed)
        refusal = _refusal(answer)
        if refusal:
            raise refusal

    def knock(self) -> int:
        """Ask for the headers of the address alone, which tells it of nobody.

        Returns:
            The status it answers; many take nothing but events, and say 404 or 405.

        Raises:
            NotNow: nothing answers there, or it fails.
        """
        status = self._exchange("HEAD").status_code
        if status >= requests.codes.server_error:
            raise NotNow(f"the receiver answers {status}")
        return status

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _exchange(self, method: str, **request: Any) -> requests.Response:  # noqa: ANN401 - those of requests
        try:
            # Only the status is looked at, so the answer's body is left unread.
            with self._session.request(
                method,
                self._url,
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,
                **request,
            ) as response:
                return response
        except (requests.RequestException, HTTPError, OSError) as error:
            raise NotNow(f"the receiver can't be reached: {why_unreached(error)}") from error


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """No authentication, in place of a password that requests would look for in the .netrc."""
    return request


def _refusal(answer: requests.Response) -> Undeliverable | NotNow | None:
    status = answer.status_code
    words = f"the receiver answers {status}"
    if requests.codes.ok <= status < requests.codes.multiple_choices:
        return None
    if status in _COME_BACK or status >= requests.codes.server_error:
        return NotNow(words, retry_in=_pause(answer.headers.get("Retry-After")))
    if status < requests.codes.bad_request:  # about our setting, not about this customer
        return NotNow(f"{words}, which leads elsewhere and is not followed")
    return Undeliverable(words)


def _pause(retry_after: str | None) -> float:
    """The seconds that `Retry-After` asks for, as a number or as a date, within bounds."""
    text = retry_after or "0"
    try:
        asked = (
            float(text) if text.isdecimal() else parsedate_to_datetime(text).timestamp() - time()
        )
    except (ValueError, OverflowError):
        return 0
    return max(0, min(asked, LONGEST_PAUSE_SECONDS))
