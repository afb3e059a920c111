"""`surveys.toml`, read and checked whole."""

import re
import tomllib
from typing import Any

from service.rules.faults import fault_lines, repeated_names
from service.rules.schema import SurveysFile
from service.rules.survey_rule import SurveyRule


class RulesError(Exception):
    """The file cannot be used as it is.

    Args:
        faults: one line each: file, survey, key, and what is right.
    """

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def parse_surveys(document: bytes, *, file: str) -> tuple[SurveyRule, ...]:
    """Read the surveys, in the file's order.

    Args:
        document: what the file holds.
        file: its name, for the faults.

    Raises:
        RulesError: with every fault there is.
    """
    tables = _parse_toml(document, file=file)
    surveys = tables["survey"] if isinstance(tables.get("survey"), list) else []
    schema = SurveysFile()
    faults = fault_lines(schema.validate(tables), surveys) + repeated_names(surveys)
    if faults:
        raise RulesError(tuple(f"{file}, {fault}" for fault in faults))
    rules: tuple[SurveyRule, ...] = schema.load(tables)
    return rules


def _parse_toml(document: bytes, *, file: str) -> dict[str, Any]:
    text = _decode(document, file=file)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).partition(" (at ")
        numbered = re.match(r"line (\d+)", place)
        line = numbered[1] if numbered else len(text.splitlines())
        raise RulesError((f"{file}, line {line}: is not TOML: {reason}",)) from error
    except RecursionError as error:
        raise RulesError((f"{file}: is nested too deeply to be read",)) from error


def _decode(document: bytes, *, file: str) -> str:
    try:
        return document.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = document.count(b"\n", 0, error.start) + 1
        raise RulesError((f"{file}, line {line}: is not UTF-8 text",)) from error
