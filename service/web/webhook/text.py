"""Text from outside: checked, cleaned, bounded. Each function is a step of a marshmallow field."""

import re
from collections.abc import Callable

from marshmallow import ValidationError

ADDRESS_MAX_LENGTH = 254  # RFC 5321 allows no longer one between its angle brackets

_IDENTIFIER = re.compile(r"[\x21-\x7e]{1,64}")
_ADDRESS = re.compile(r"[^\s@<>,;:\"\\]+@[^\s@<>,;:\"\\]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


def is_identifier(text: str) -> bool:
    """Whether a text can be an id or a constant of Dixa's: 1 to 64 visible ASCII characters."""
    return _IDENTIFIER.fullmatch(text) is not None


def identifier(text: str) -> None:
    """Accept an id as it is, or not at all.

    Raises:
        ValidationError: it cannot be one.
    """
    if not is_identifier(text):
        raise ValidationError("must be 1 to 64 visible ASCII characters")


def one_line(max_length: int) -> Callable[[str], str | None]:
    """Make what people wrote a single line of at most `max_length` characters; None if blank."""

    def clean(text: str) -> str | None:
        # A sender that cuts by UTF-16 units leaves half a character at the end.
        whole = _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", _CONTROL.sub(" ", text))
        return " ".join(whole.split())[:max_length].rstrip() or None

    return clean


def address(text: str) -> str | None:
    """An e-mail address; what cannot be one counts as unknown, and none is cut to fit."""
    bare = text.strip()
    is_sound = len(bare) <= ADDRESS_MAX_LENGTH and bare.isprintable() and _ADDRESS.fullmatch(bare)
    return bare if is_sound else None
