"""The environment → one frozen `Settings`, or a refusal that names every fault."""

from service.settings.declaration import VARIABLES, LogFormat, LogLevel, Settings
from service.settings.errors import SettingsError
from service.settings.in_force import in_force, put_in_force
from service.settings.loading import load_settings
from service.settings.variable import Variable

__all__ = [
    "VARIABLES",
    "LogFormat",
    "LogLevel",
    "Settings",
    "SettingsError",
    "Variable",
    "in_force",
    "load_settings",
    "put_in_force",
]
