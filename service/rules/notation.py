"""How the values of `surveys.toml` are written. Every message says what is right."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from marshmallow import ValidationError, fields, validate

from service.rules.duration import parse_duration

LONGEST_LINE = 200

_NOT_TEXT: dict[str, Any] = {"invalid": "must be text", "required": "is missing"}
_NOT_A_LIST: dict[str, Any] = {"invalid": "must be a list of texts"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Duration(fields.Field[timedelta]):
    """A duration such as `30m`."""

    def _deserialize(self, value: object, *_: object, **__: object) -> timedelta:
        try:
            return parse_duration(value if isinstance(value, str) else "")
        except ValueError as error:
            raise ValidationError(str(error)) from error


class YesOrNo(fields.Field[bool]):
    """`true` or `false`, and nothing that might be taken for one of them."""

    def _deserialize(self, value: object, *_: object, **__: object) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("must be true or false")
        return value


class Share(fields.Field[float]):
    """A number from 0 to 1."""

    def _deserialize(self, value: object, *_: object, **__: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise ValidationError("must be a number from 0 to 1")
        return float(value)


def line(*, required: bool = False) -> fields.Str:
    """One line of text that says something."""
    return fields.Str(required=required, validate=_is_line, error_messages=_NOT_TEXT)


def lines() -> fields.List[str]:
    """Any number of lines, none included."""
    return fields.List(line(), error_messages=_NOT_A_LIST)


def one_of(choices: tuple[str, ...]) -> fields.Str:
    """One of these words, spelled like that."""
    check = validate.OneOf(choices, error="must be one of: {choices}")
    return fields.Str(validate=check, error_messages=_NOT_TEXT)


def some_of(choices: tuple[str, ...], *, at_least: int) -> fields.List[str]:
    """A list of these words, none of them twice."""
    is_long_enough = validate.Length(min=at_least, error="must not be empty")
    check = validate.And(is_long_enough, _is_without_repeats)
    return fields.List(one_of(choices), validate=check, error_messages=_NOT_A_LIST)


def color() -> fields.Str:
    """A colour as `#rrggbb`."""
    check = validate.Regexp(r"#[0-9a-fA-F]{6}\Z", error="must be a colour written #rrggbb")
    return fields.Str(validate=check, error_messages=_NOT_TEXT)


def https_address() -> fields.Str:
    """The address of something on the web."""
    return fields.Str(validate=_is_https_address, error_messages=_NOT_TEXT)


def _is_line(text: str) -> None:
    if not text.strip() or len(text) > LONGEST_LINE or _CONTROL.search(text):
        raise ValidationError(f"must be one line of 1 to {LONGEST_LINE} characters")


def _is_without_repeats(entries: list[str]) -> None:
    if len(set(entries)) < len(entries):
        raise ValidationError("must have no entry twice")


def _is_https_address(text: str) -> None:
    try:
        is_right = urlsplit(text).scheme == "https" and bool(urlsplit(text).hostname)
    except ValueError:
        is_right = False
    if not is_right or re.search(r"[\s\x00-\x20\"'<>]", text):
        raise ValidationError("must be an address that begins with https://")
