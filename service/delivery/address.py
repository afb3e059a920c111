"""E-mail addresses as they come with customers."""

import re
from email.headerregistry import Address

_PARTS = re.compile(r"([^\s@<>()\[\],;:\"\\]{1,64})@([^\s@<>()\[\],;:\"\\]{1,253})")


def usable_address(text: str | None) -> Address | None:
    """An address as it goes over the wire, its domain in ASCII; None for what can't be one.

    The standard library's own parser fails on bad input in too many ways, and on some addresses
    that exist.

    Args:
        text: whatever a customer's record holds.
    """
    parts = _PARTS.fullmatch(text or "")
    if not parts or not parts.string.isprintable():
        return None
    try:
        return Address(username=parts[1], domain=parts[2].encode("idna").decode("ascii"))
    except UnicodeError:
        return None
