"""Values that stand in files.

No fault repeats the path of a file that cannot be read: it may be a secret in the wrong place.
"""

from pathlib import Path

from service.rules.survey_rule import SurveyRule
from service.rules.surveys_file import parse_surveys
from service.settings.errors import BadValueError


def read_secret(path: str) -> str:
    """What the file says.

    Raises:
        BadValueError: there is no such file, or it is not text.
    """
    try:
        return _read(path).decode()
    except UnicodeDecodeError:
        raise BadValueError("must name a file of UTF-8 text") from None


def read_surveys(path: str) -> tuple[SurveyRule, ...]:
    """The surveys of the file.

    Raises:
        BadValueError: it cannot be read.
        RulesError: it can be read but not used.
    """
    return parse_surveys(_read(path), file=path)


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise BadValueError(f"must name a file that can be read ({error.strerror})") from error
