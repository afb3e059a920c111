"""A worker like any other, but with the limit on calls to Dixa lifted, to see its own bound."""

import os
from dataclasses import replace
from signal import SIGTERM, signal
from threading import Event

from service.logs import configure_logging
from service.settings import load_settings
from workers.main import _work  # its settings can't be had through the environment
from workers.tools import install, make_tools

UNLIMITED = 100_000


def main() -> None:
    """Work until SIGTERM."""
    stop = Event()
    signal(SIGTERM, lambda *_: stop.set())
    configure_logging("console", "error")
    settings = replace(load_settings(os.environ), dixa_rate=UNLIMITED, dixa_burst=UNLIMITED)
    tools = make_tools(settings)
    install(tools)
    _work(tools, stop)


if __name__ == "__main__":
    main()
