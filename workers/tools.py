"""What a job works with, assembled in one place for each worker process.

RQ calls a job with nothing but a survey's id, so the process keeps its tools here. They are made
in the process that uses them, never at import: a connection must not be shared across a fork.
"""

from dataclasses import dataclass

from redis import Redis

from service.delivery.ways import Ways, ways_of
from service.dixa.client import DixaClient, client_of
from service.hints import Hints
from service.lifecycle.connection import worker_redis
from service.lifecycle.customers import Customers
from service.lifecycle.leases import Leases
from service.lifecycle.links import Links
from service.lifecycle.schedule import Schedule
from service.rules.survey_rule import SurveyRule, rule_that_asked
from service.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """One worker's tools.

    Args:
        settings: how the service is set up.
        redis: where surveys are kept.
        leases: lends surveys.
        schedule: knows what is due.
        hints: enqueues jobs.
        customers: remembers who was asked, and who does not want to be.
        links: makes the customer's address.
        dixa: calls Dixa.
        ways: bring links to customers.
    """

    settings: Settings
    redis: Redis
    leases: Leases
    schedule: Schedule
    hints: Hints
    customers: Customers
    links: Links
    dixa: DixaClient
    ways: Ways

    def rule(self, name: str | None) -> SurveyRule:
        """The rule that a survey was asked by, or what stands in for it."""
        return rule_that_asked(name, self.settings.surveys)

    def close(self) -> None:
        """Close every connection."""
        self.ways.close()
        self.dixa.close()
        self.redis.close()


def make_tools(settings: Settings) -> Tools:
    """The tools of one process; every connection is made when first used."""
    redis = worker_redis(settings.redis_url)
    dixa = client_of(settings, redis)
    return Tools(
        settings=settings,
        redis=redis,
        leases=Leases(redis, lease_seconds=settings.lease_seconds),
        schedule=Schedule(redis, ahead_seconds=settings.lease_seconds),
        hints=Hints(redis, job_timeout_seconds=settings.job_timeout_seconds),
        customers=Customers(redis),
        links=Links(settings.secret_keys),
        dixa=dixa,
        ways=ways_of(settings, dixa),
    )


_installed: list[Tools] = []


def install(tools: Tools) -> None:
    """Give this process its tools, in place of any it had."""
    _installed[:] = [tools]


def installed() -> Tools:
    """This process's tools.

    Raises:
        RuntimeError: the process was not started by `workers.main`.
    """
    if not _installed:
        raise RuntimeError("no tools here: start workers with `rating-survey worker`")
    return _installed[0]
