"""One line for each event, on stderr: ours and the libraries' alike.

An event has a constant name, and what it is about in fields. Survey links never reach a line: their
tokens are taken out of the finished text, wherever they came from.
"""

import logging.config
import re
import sys
from functools import partial
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from service.settings import LogFormat, LogLevel

_TOKEN = re.compile(r"((?:/|%2F)s(?:/|%2F))[A-Za-z0-9_-]{43,}", re.IGNORECASE)
_READ_FIRST = ("timestamp", "level", "event", "logger")

_WHEN_AND_WHERE: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def configure_logging(log_format: LogFormat, log_level: LogLevel) -> None:
    """Set up the logging of this process, before its first event.

    Args:
        log_format: `json` for machines, `console` for people.
        log_level: the least that is logged.
    """
    _lead_events_into_logging()
    logging.config.dictConfig(_logconfig(log_format, log_level))


def gunicorn_logconfig(log_format: LogFormat, log_level: LogLevel) -> dict[str, Any]:
    """Set up our events for gunicorn's processes, and give its `logconfig_dict` for the rest.

    Its access log is off: the proxy in front writes one, and it would hold the survey links.

    Args:
        log_format: `json` for machines, `console` for people.
        log_level: the least that is logged.
    """
    _lead_events_into_logging()
    loggers = {
        "gunicorn.error": {"level": log_level.upper(), "handlers": [], "propagate": True},
        "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
    }
    return _logconfig(log_format, log_level) | {"loggers": loggers}


def _lead_events_into_logging() -> None:
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_WHEN_AND_WHERE,
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def _logconfig(log_format: LogFormat, log_level: LogLevel) -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"event": {"()": partial(_formatter, log_format)}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "event"}},
        "root": {"level": log_level.upper(), "handlers": ["stderr"]},
    }


def _formatter(log_format: LogFormat) -> ProcessorFormatter:
    return ProcessorFormatter(
        foreign_pre_chain=_WHEN_AND_WHERE,
        processors=[
            ProcessorFormatter.remove_processors_meta,
            *(_for_people() if log_format == "console" else _for_machines()),
            _without_tokens,
        ],
    )


def _for_people() -> tuple[Processor, ...]:
    # The renderer's own choice of traceback prints local variables, secrets among them.
    traceback = structlog.dev.plain_traceback
    colors = sys.stderr.isatty()
    return (structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=traceback),)


def _for_machines() -> tuple[Processor, ...]:
    return (
        structlog.processors.format_exc_info,
        _in_reading_order,
        structlog.processors.JSONRenderer(),
    )


def _in_reading_order(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    first = {key: event.pop(key) for key in _READ_FIRST if key in event}
    return first | dict(event)


def _without_tokens(_: WrappedLogger, __: str, line: Any) -> str:  # noqa: ANN401 - the rendered line
    return _TOKEN.sub(r"\1<token>", line)
