"""New surveys without a restart: on SIGHUP the file is read again.

A thread of its own reads it, since a signal may come at any moment. The job at hand goes on by the
surveys that it began with; the next one goes by the new. A file with a fault changes nothing.
"""

import os
from dataclasses import replace
from queue import SimpleQueue
from threading import Thread

import structlog

from service.settings import Settings, SettingsError, load_settings
from workers.tools import install, installed

log = structlog.get_logger()


class Reload:
    """Reads the surveys again when asked."""

    def __init__(self) -> None:
        self._asked = SimpleQueue[None]()  # may be put into by a signal handler at any moment
        self._thread = Thread(target=self._run, name="reload", daemon=True)

    def start(self) -> None:
        """Begin to carry out what was, and will be, asked for."""
        self._thread.start()

    def ask(self) -> None:
        """Read the surveys again, soon."""
        self._asked.put(None)

    def _run(self) -> None:
        while True:
            self._asked.get()
            try:
                _read_surveys_again()
            except Exception:
                # Whatever it is, the surveys in use stay, and the next SIGHUP is heard.
                log.exception("surveys_not_reloaded")


def readable_settings() -> Settings | None:
    """The settings as they are now; None, with every fault logged, if they can't be used."""
    try:
        return load_settings(os.environ)
    except SettingsError as error:
        faults = error.faults
    for fault in faults:
        log.error("settings_refused", fault=fault)
    return None


def _read_surveys_again() -> None:
    if settings := readable_settings():
        tools = installed()
        surveys = settings.surveys
        install(replace(tools, settings=replace(tools.settings, surveys=surveys)))
        log.info("surveys_reloaded", surveys=[rule.name for rule in surveys])
