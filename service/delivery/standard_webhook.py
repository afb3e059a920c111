"""Signed events in the format of Standard Webhooks, which many receivers can check as it is.

Source: the Standard Webhooks specification, https://www.standardwebhooks.com.
"""

import hmac
from base64 import b64encode
from time import time

import requests
from requests.auth import AuthBase


def signatures(keys: tuple[bytes, ...], *, event_id: str, sent_at: int, body: bytes) -> str:
    """What `webhook-signature` says: one signature for each key, so that a key can be changed.

    Args:
        keys: those that the receiver may know.
        event_id: stays the same when the event is sent again.
        sent_at: of this attempt, in seconds since the epoch.
        body: exactly as it is sent.
    """
    signed = f"{event_id}.{sent_at}.".encode() + body
    digests = (hmac.digest(key, signed, "sha256") for key in keys)
    return " ".join(f"v1,{b64encode(digest).decode()}" for digest in digests)


class SignedEvent(AuthBase):
    """Signs a request as the sending of an event.

    Given as an authentication, so that it signs the body as it goes over the wire, and so that
    requests does not look for a password in the user's .netrc.

    Args:
        keys: see `signatures`.
        event_id: see `signatures`.
    """

    def __init__(self, keys: tuple[bytes, ...], *, event_id: str) -> None:
        self._keys = keys
        self._event_id = event_id

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign a request."""
        sent_at, body = int(time()), request.body or b""
        body = body.encode() if isinstance(body, str) else body
        request.headers["webhook-id"] = self._event_id
        request.headers["webhook-timestamp"] = str(sent_at)
        request.headers["webhook-signature"] = signatures(
            self._keys, event_id=self._event_id, sent_at=sent_at, body=body
        )
        return request
