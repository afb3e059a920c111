"""Secrets: tokens, keys and password hashes. What is wrong is said without repeating them."""

import re
from base64 import b64decode
from binascii import Error as NotBase64

from service.settings.errors import BadValueError

SHORTEST_SECRET_KEY = 32
_SHORTEST_WEBHOOK_SECRET = 16
"""In bytes. Dixa's are longer; a shorter one stands in until there is a subscription."""
_DELIVERY_KEY_BYTES = range(24, 65)


def token(text: str) -> str:
    """A token that travels in an HTTP header.

    Raises:
        BadValueError: it could not be sent as it is.
    """
    if not re.fullmatch(r"[!-~]+", text):
        raise BadValueError("must be the bare token: ASCII, without spaces or `Bearer`")
    return text


def webhook_secrets(text: str) -> tuple[bytes, ...]:
    """Dixa's webhook secrets, decoded; they are hexadecimal and separated by commas.

    Raises:
        BadValueError: one of them is something else.
    """
    keys = _separated(text)
    if not all(re.fullmatch(r"(?:[0-9a-fA-F]{2})+", key) for key in keys):
        raise BadValueError("must be hexadecimal, two digits a byte; several separated by commas")
    return tuple(bytes.fromhex(key) for key in keys)


def is_guessable(secrets: tuple[bytes, ...]) -> bool:
    """Whether one of Dixa's webhook secrets is so short that somebody else may sign by it."""
    return any(len(secret) < _SHORTEST_WEBHOOK_SECRET for secret in secrets)


def delivery_keys(text: str) -> tuple[bytes, ...]:
    """The keys that sign what we send, decoded; written as in Standard Webhooks.

    Raises:
        BadValueError: one of them is something else.
    """
    try:
        return tuple(_delivery_key(key) for key in _separated(text))
    except (ValueError, NotBase64) as error:
        raise BadValueError(
            f"must be `whsec_` and {min(_DELIVERY_KEY_BYTES)} to {max(_DELIVERY_KEY_BYTES)} bytes"
            " in base64; several separated by commas"
        ) from error


def _delivery_key(text: str) -> bytes:
    prefix, _, encoded = text.partition("_")
    key = b64decode(encoded, validate=True)
    if prefix != "whsec" or len(key) not in _DELIVERY_KEY_BYTES:
        raise ValueError
    return key


def signing_keys(text: str) -> tuple[str, ...]:
    """Our own keys, separated by commas; the first signs, all verify.

    Raises:
        BadValueError: one of them is too short to be safe.
    """
    keys = _separated(text)
    if not all(len(key) >= SHORTEST_SECRET_KEY for key in keys):
        raise BadValueError(
            f"must have at least {SHORTEST_SECRET_KEY} characters in each key that commas separate"
        )
    return keys


def password_hash(text: str) -> str:
    """A scrypt hash as `rating-survey password` prints it.

    Raises:
        BadValueError: it is something else, a password in plain text for instance.
    """
    if not re.fullmatch(r"scrypt:[0-9]+:[0-9]+:[0-9]+\$[!-#%-~]+\$[0-9a-f]+", text):
        raise BadValueError("must be what `rating-survey password` printed, in single quotes")
    return text


def _separated(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))
