"""From the environment to the settings, or to all that is wrong with it."""

from collections.abc import Mapping
from typing import Any

from service.rules.surveys_file import RulesError
from service.settings.contradictions import contradictions
from service.settings.declaration import VARIABLES_BY_FIELD, Settings
from service.settings.errors import BadValueError, SettingsError
from service.settings.texts import text_of
from service.settings.variable import Variable


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read and check every setting.

    Args:
        environ: variables by name, such as `os.environ`; those we don't know are passed over.

    Raises:
        SettingsError: with every fault there is; none shows a secret.
    """
    values: dict[str, Any] = {}
    faults: list[str] = []
    for field, variable in VARIABLES_BY_FIELD.items():
        try:
            values[field] = _value(variable, environ)
        except BadValueError as error:
            faults.append(variable.fault(error.problem, example=error.example))
        except RulesError as error:
            faults += [f"{variable.name}: {fault}" for fault in error.faults]
    faults += contradictions(values)
    if faults:
        raise SettingsError(tuple(faults))
    return Settings(**values)


def _value(variable: Variable, environ: Mapping[str, str]) -> object:
    text = text_of(variable, environ)
    if text is not None:
        return variable.parse(text)
    if variable.unset is None:
        raise BadValueError("must be set")
    return variable.unset()
