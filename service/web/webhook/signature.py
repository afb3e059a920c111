"""Dixa's signature: `X-DIXA-SIGNATURE: t=<ms>,v1=<hex>`.

`v1` is the HMAC-SHA256, in lower-case hex, of the text of `t`, a full stop and the body's bytes as
they came. The body must not be parsed first: Dixa's own formatting is part of what is signed.
"""

import hmac
import re
from collections.abc import Sequence

MAX_AGE_MS = 7 * 24 * 60 * 60 * 1000  # `t` is the event's time, so a late repeat carries an old one
MAX_AHEAD_MS = 5 * 60 * 1000
MAX_HEADER_LENGTH = 512

_TIME = re.compile(r"[0-9]{1,16}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Refused(Exception):  # noqa: N818 - says what happened to the request
    """The request does not show that it comes from Dixa.

    The message says why, for the log alone: the sender is told the same in every case.
    """


def verify(header: str | None, body: bytes, *, secrets: Sequence[bytes], now_ms: int) -> None:
    """Return when the signature is good and fresh.

    Args:
        header: the value of `X-DIXA-SIGNATURE`, or None when there was none.
        body: the raw body.
        secrets: the subscriptions' keys, hex-decoded; a match with any one is enough.
        now_ms: the present, in milliseconds since the epoch.

    Raises:
        Refused: the header is missing or malformed, no secret fits, or the time is more than 7 days
            ago or more than 5 minutes ahead.
    """
    time, digest = _parse(header)
    matches = [hmac.compare_digest(_digest(secret, time, body), digest) for secret in secrets]
    if not any(matches):
        raise Refused("no secret fits")
    if now_ms - int(time) > MAX_AGE_MS:
        raise Refused("too old")
    if int(time) - now_ms > MAX_AHEAD_MS:
        raise Refused("in the future")


def _parse(header: str | None) -> tuple[str, str]:
    if not header:
        raise Refused("no signature")
    if len(header) > MAX_HEADER_LENGTH:
        raise Refused("malformed signature")
    parts = [part.partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name == "t"]
    digests = [value for name, _, value in parts if name == "v1"]
    match times, digests:
        case [time], [digest] if _TIME.fullmatch(time) and _DIGEST.fullmatch(digest):
            return time, digest
    raise Refused("malformed signature")


def _digest(secret: bytes, time: str, body: bytes) -> str:
    return hmac.digest(secret, time.encode() + b"." + body, "sha256").hex()
