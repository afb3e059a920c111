"""The commands that the service consists of, as the Procfile names them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
GUNICORN_CONFIG = ROOT / "deploy" / "gunicorn.conf.py"


def service_commands(python: Path, *, workers: int) -> Mapping[str, Sequence[str]]:
    """What to run for web and so many workers.

    Args:
        python: the interpreter of the environment that the service is installed in.
        workers: how many worker processes.
    """
    web = [str(python), "-m", "gunicorn", "--config", str(GUNICORN_CONFIG), "service.web.wsgi:app"]
    work = [str(python), "-m", "workers.main"]
    return {"web": web} | {f"worker {number}": work for number in range(1, workers + 1)}
