"""JSON as a careful reader takes it: what two readers could understand differently is refused."""

import json
import re
from typing import NoReturn

MAX_DEPTH = 32
MAX_INTEGER_LENGTH = 20  # every int64 fits, its sign included

# A string runs to its closing quote or to the end of the text, so that no input is scanned twice.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[{]|[\]}]', re.DOTALL)


class Unreadable(Exception):  # noqa: N818 - says what the body is
    """A body that cannot be understood. The message names the place, never a value from it.

    Args:
        reason: what is wrong, in one line.
        event_id: the event's id where that much could be read.
    """

    def __init__(self, reason: str, *, event_id: str | None = None) -> None:
        super().__init__(reason)
        self.event_id = event_id


def read_json(body: bytes) -> object:
    """Parse a body.

    Raises:
        Unreadable: not UTF-8, not JSON, a key twice in one object, `NaN` or `Infinity`, an integer
            of more than `MAX_INTEGER_LENGTH` characters, or more than `MAX_DEPTH` levels.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable("not UTF-8") from error
    _check_depth(text)
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer
        )
    except json.JSONDecodeError as error:
        raise Unreadable(f"not JSON: {error.msg} at character {error.pos}") from error


def _check_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return  # an ordinary event: to look closer would take three times as long
    depth = 0
    for token in _TOKEN.finditer(text):
        match token[0][0]:
            case "[" | "{":
                depth += 1
            case "]" | "}":
                depth -= 1
        if depth > MAX_DEPTH:
            raise Unreadable(f"nested deeper than {MAX_DEPTH} levels")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise Unreadable("a key stands twice in one object")
    return result


def _constant(_name: str) -> NoReturn:
    raise Unreadable("a number that JSON does not know")


def _integer(digits: str) -> int:
    if len(digits) > MAX_INTEGER_LENGTH:
        raise Unreadable("an integer too long")
    return int(digits)
