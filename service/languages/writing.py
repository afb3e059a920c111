"""How a language is written: its direction, its own name, days and numbers.

Source: the Unicode CLDR, as Babel carries it.
"""

from datetime import UTC, datetime
from functools import cache

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import format_decimal

_AS_WRITTEN_BY = {"en": "en-GB"}
"""Where a language is written in more than one way, and which one is meant."""


def direction(language: str) -> str:
    """`ltr` or `rtl`."""
    return locale(language).text_direction


def own_name(language: str) -> str:
    """What its speakers call a language, such as `Français`."""
    name = Locale.parse(language, sep="-").get_display_name() or language
    return name[0].upper() + name[1:]


def day(at_ms: int, language: str) -> str:
    """A day as one writes it in a letter; in UTC, since nobody told us where the customer is.

    Args:
        at_ms: milliseconds since the epoch.
        language: one of those offered.
    """
    moment = datetime.fromtimestamp(at_ms / 1000, UTC)
    return format_skeleton("MMMMd", moment, locale=locale(language))


def number(value: int, language: str) -> str:
    """A whole number with its thousands apart."""
    return format_decimal(value, locale=locale(language))


@cache
def locale(language: str) -> Locale:
    """What is known of how a language is written."""
    return Locale.parse(_AS_WRITTEN_BY.get(language, language), sep="-")
