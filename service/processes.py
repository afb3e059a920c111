"""The commands that the service consists of, as the Procfile names them."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
GUNICORN_CONFIG = ROOT / "deploy" / "gunicorn.conf.py"

USUAL_PORT = "8000"
USUAL_PROCESSES = "2"
"""What web does if PORT and WEB_CONCURRENCY are not set."""

WRONG_PORT = f"PORT: must be a port number; for example PORT={USUAL_PORT}"
WRONG_PROCESSES = "WEB_CONCURRENCY: must be a whole number from 1; for example WEB_CONCURRENCY=2"


def is_port(text: str) -> bool:
    """Whether a text is a port number; 0 asks the system for a free one."""
    return _is_number(text) and int(text) < 2**16


def is_process_count(text: str) -> bool:
    """Whether so many processes can serve."""
    return _is_number(text) and int(text) > 0


def unsafe_redis(faults: Iterable[str]) -> list[str]:
    """The lines with which a process refuses to start, since Redis would not keep everything."""
    return [f"REDIS_URL: {fault}, or ALLOW_UNSAFE_REDIS=true" for fault in faults]


def service_commands(python: Path, *, workers: int) -> Mapping[str, Sequence[str]]:
    """What to run for web and so many workers.

    Args:
        python: the interpreter of the environment that the service is installed in.
        workers: how many worker processes.
    """
    web = [str(python), "-m", "gunicorn", "--config", str(GUNICORN_CONFIG), "service.web.wsgi:app"]
    work = [str(python), "-m", "workers.main"]
    return {"web": web} | {f"worker {number}": work for number in range(1, workers + 1)}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
