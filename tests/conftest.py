"""What every test may ask for by name: real servers of the sandbox, on this machine only.

`redis_url`  the address of a real Redis, one for the whole run; it is emptied for each `redis`
`redis`      a client of it, answering with text, on an empty database
`dixa`       a played Dixa; without its rate limit, which tests of the limit switch on
`mailbox`    an SMTP server that keeps what it receives
`link_receiver`  an HTTP server that keeps what it receives

A test that kills, freezes or fills a Redis starts an `EmbeddedRedis` of its own. What needs a
program that is not there is skipped and named at the end; where `CI` is set, that is a failure.
"""

import os
from collections import defaultdict
from collections.abc import Generator, Iterator

import hypothesis
import pytest
from redis import Redis

from service.embedded_redis.server import EmbeddedRedis
from service.sandbox.link_receiver import LinkReceiver
from service.sandbox.mailbox import Mailbox
from service.sandbox.played_dixa import Behaviour, PlayedDixa

# A busy machine is no fault of what is tested.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"nothing is skipped here: {report.longrepr[2]}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what tests have recorded (`record_property`), under its title, wherever they ran."""
    told = defaultdict(set)
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for title, line in report.user_properties:
                told[title].add(line)
    for title, lines in sorted(told.items()):
        terminalreporter.section(title)
        terminalreporter.write_line("\n".join(sorted(lines)))


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with EmbeddedRedis() as server:
        yield server.url


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url, decode_responses=True) as client:
        client.flushall()
        yield client


@pytest.fixture
def dixa() -> Iterator[PlayedDixa]:
    with PlayedDixa(behaviour=Behaviour(rate_limited=False)) as played:
        yield played


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as server:
        yield server


@pytest.fixture
def link_receiver() -> Iterator[LinkReceiver]:
    with LinkReceiver() as server:
        yield server
