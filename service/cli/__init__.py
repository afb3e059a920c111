"""The `rating-survey` command.

Exit codes: 0 done, 1 found something, 2 wrong use or settings, 3 could not look since Redis or Dixa
did not answer. Errors go to stderr in one line.
"""

import click

from service import __version__
from service.cli.audit import audit
from service.cli.backfill import backfill
from service.cli.check import check
from service.cli.demo import demo
from service.cli.one_line import OneLineErrors
from service.cli.parked import parked
from service.cli.password import password
from service.cli.preview import preview
from service.cli.rules import rules
from service.cli.serve import serve
from service.cli.surveys import surveys
from service.cli.webhook import webhook
from service.cli.worker import worker


@click.group(
    "rating-survey",
    cls=OneLineErrors,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 found something, 2 wrong use or settings, 3 Redis or Dixa did not"
    " answer.",
)
@click.version_option(__version__, prog_name="rating-survey")
def main() -> None:
    """Ask customers how the help was, and tell Dixa what they say."""


COMMANDS = (
    audit,
    backfill,
    check,
    demo,
    parked,
    password,
    preview,
    rules,
    serve,
    surveys,
    webhook,
    worker,
)

for command in COMMANDS:
    main.add_command(command)
