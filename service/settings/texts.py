"""The text of a variable, wherever it stands."""

import re
from collections.abc import Mapping

from service.settings.errors import BadValueError
from service.settings.files import read_secret
from service.settings.variable import Variable

# Control characters, and what stands for bytes that are not text.
_NOT_TEXT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")

# As in our examples. A file that systemd or Docker reads is read by no shell.
_COMMAND = re.compile(r"""["']?(whsec_)?(\$\(.*\)|`.*`)["']?""")


def text_of(variable: Variable, environ: Mapping[str, str]) -> str | None:
    """What the variable says, or the file that `NAME_FILE` names; None if that is nothing.

    Args:
        variable: the one to look up; only a secret may stand in a file.
        environ: the environment.

    Raises:
        BadValueError: both are set, or it is not one line of text in a file that can be read.
    """
    text = environ.get(variable.name, "").strip()
    path = environ.get(variable.file_name, "").strip() if variable.secret else ""
    if text and path:
        raise BadValueError(f"is set, and so is {variable.file_name}: one of them must go")
    if path:
        text = _text_in_file(path, variable)
    elif _COMMAND.fullmatch(text):
        raise BadValueError("holds a command that no shell has run: write what it prints instead")
    return _one_line(text) or None


def _text_in_file(path: str, variable: Variable) -> str:
    try:
        return read_secret(_one_line(path)).strip()
    except BadValueError as error:
        raise BadValueError(
            f"is to come from {variable.file_name}, which {error.problem}",
            example=f"{variable.file_name}=/run/secrets/{variable.name.lower()}",
        ) from error


def _one_line(text: str) -> str:
    if _NOT_TEXT.search(text):
        raise BadValueError("must be one line of text")
    return text
