"""One environment variable, declared where its value is typed."""

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from functools import partial
from typing import Any, TypeVar, overload

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """What there is to know about an environment variable.

    Args:
        name: as it stands in the environment.
        meaning: what it is for, in a few words.
        parse: text → value; raises BadValueError.
        example: a right value.
        default: the text that stands for it when it is not set; None when nothing does, or when
            `meaning` says what happens then.
        unset: gives the value when it is not set; None if it must be set.
        secret: whether its value is never shown, and may stand in a file named by `NAME_FILE`.
    """

    name: str
    meaning: str
    parse: Callable[[str], Any]
    example: str
    default: str | None
    unset: Callable[[], Any] | None
    secret: bool

    @property
    def required(self) -> bool:
        """Whether there is no start without it."""
        return self.unset is None

    @property
    def file_name(self) -> str:
        """The variable that names the file with the value, if this is a secret."""
        return f"{self.name}_FILE"

    def fault(self, problem: str, *, example: str | None = None) -> str:
        """One line for a person: what is wrong, and what would be right."""
        return f"{self.name}: {problem}; for example {example or f'{self.name}={self.example}'}"


@overload
def variable(
    name: str, parse: Callable[[str], T], *, meaning: str, example: str, secret: bool = ...
) -> T: ...
@overload
def variable(
    name: str,
    parse: Callable[[str], T],
    *,
    meaning: str,
    example: str,
    secret: bool = ...,
    default: None,
) -> T | None: ...
@overload
def variable(
    name: str,
    parse: Callable[[str], T],
    *,
    meaning: str,
    example: str = ...,
    secret: bool = ...,
    default: str | Callable[[], T],
) -> T: ...
def variable(
    name: str,
    parse: Callable[[str], Any],
    *,
    meaning: str,
    example: str = "",
    secret: bool = False,
    default: Any = MISSING,
) -> Any:
    """Declare a field of a dataclass that is read from the environment.

    Like `dataclasses.field`, it says that it returns the field's value, so that the type checker
    compares what `parse` gives with the field's annotation.

    Args:
        name: the variable's.
        parse: text → value; raises BadValueError.
        meaning: what it is for.
        example: a right value; a default that is a text serves as well.
        secret: see `Variable`.
        default: used when the variable is not set: a text to be parsed, something that gives the
            value, or None; a variable without a default is required.
    """
    unset = _unset(parse, default)
    described = Variable(
        name=name,
        meaning=meaning,
        parse=parse,
        example=example or default,
        default=default if isinstance(default, str) else None,
        unset=unset,
        secret=secret,
    )
    return field(
        default_factory=unset or MISSING,
        repr=not secret,
        metadata={Variable: described},
    )


def variables_of(declaration: type) -> dict[str, Variable]:
    """The variables that a dataclass declares, by the names of its fields."""
    return {field.name: field.metadata[Variable] for field in fields(declaration)}


def _unset(parse: Callable[[str], Any], default: object) -> Callable[[], Any] | None:
    if default is MISSING:
        return None
    if isinstance(default, str):
        return partial(parse, default)
    return default if callable(default) else lambda: default
