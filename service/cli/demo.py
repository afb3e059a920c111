"""`rating-survey demo`."""

import sys
from signal import SIGINT, SIGTERM, default_int_handler, signal

import click
from redis.exceptions import RedisError

from service.cli.environment import exit_with
from service.logs import configure_logging

FAILED_EXIT = 1
EXTRA_HINT = "the demo needs the extra `demo`: pip install 'rating-survey[demo]'"


@click.command()
@click.option("--once", is_flag=True, help="Answer the surveys too, check what Dixa got, and end.")
def demo(*, once: bool) -> None:
    """Watch the main job happen on this machine, with a played Dixa and invented people."""
    try:
        from service.sandbox.demo.play import play  # noqa: PLC0415 - needs the extra
    except ModuleNotFoundError as error:
        exit_with((f"{error.name} is missing: {EXTRA_HINT}",), FAILED_EXIT)
    from service.embedded_redis.directory import EmbeddedRedisError  # noqa: PLC0415 - (same)

    configure_logging("console", "error")
    for number in (SIGINT, SIGTERM):  # a shell's background job ignores the first as it comes
        signal(number, default_int_handler)
    try:
        is_good = play(once=once)
    except (EmbeddedRedisError, TimeoutError) as error:
        exit_with((str(error),), FAILED_EXIT)
    except RedisError as error:
        exit_with((f"the demo's Redis has ended, and the demo with it: {error}",), FAILED_EXIT)
    except KeyboardInterrupt:
        is_good = True
    sys.exit(0 if is_good else FAILED_EXIT)
