"""`make bench`: measure, and print tables."""

import os
import platform
import sys
from importlib.metadata import version
from typing import cast

from benchmarks.stage import Stage, stage
from benchmarks.surveys import Delay, Throughput, event_to_offer, throughput
from benchmarks.web import Row, page_rows, webhook_rows

DIXA_CALLS_A_SECOND = 10


def main() -> None:
    """Measure everything once."""
    small = "--small" in sys.argv
    requests, rounds, surveys = (40, 1, 5) if small else (400, 3, 100)
    with stage() as set_up:
        print(_machine(set_up))
        delay, path = event_to_offer(set_up, surveys)
        done = throughput(set_up, surveys)
        webhooks = webhook_rows(set_up, requests=requests, rounds=rounds)
        pages = page_rows(set_up, path, requests=requests, rounds=rounds)
    print(_table(webhooks), _table(pages), _worker_lines(done, delay), sep="\n\n")


def _machine(set_up: Stage) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("flask", "gunicorn", "redis", "rq"))
    server = cast("dict[str, str]", set_up.redis.info("server"))
    return (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {packages}, "
        f"{server.get('server_name', 'redis')} "
        f"{server.get('valkey_version', server['redis_version'])}, every write on disk first\n"
    )


def _table(rows: list[Row]) -> str:
    head = f"{'':32} {'connections':>11} {'requests/s':>11} {'p50 ms':>8} {'p99 ms':>8}"
    lines = [
        f"{row.what:32} {row.connections:11} {row.rate:11.0f} {row.p50:8.2f} {row.p99:8.2f}"
        for row in rows
    ]
    return "\n".join([head, *lines])


def _worker_lines(done: Throughput, delay: Delay) -> str:
    rate, calls = done.surveys / done.seconds, done.calls / done.surveys
    bound = DIXA_CALLS_A_SECOND / calls
    return (
        f"one worker, {done.surveys} conversations from stored event to delivered link: "
        f"{rate:.0f} surveys/s\n"
        f"  {calls:.1f} calls to Dixa each: in real use Dixa's limit bounds that to {bound:.1f}/s, "
        f"whatever the workers\n"
        f"from stored event to offer in Dixa, one at a time: "
        f"p50 {delay.p50:.0f} ms, p99 {delay.p99:.0f} ms"
    )


if __name__ == "__main__":
    main()
