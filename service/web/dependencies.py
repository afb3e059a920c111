"""What the web application stands on, assembled in one place.

The application keeps one `Dependencies` under `app.extensions[EXTENSION]`; a route asks for it
with `dependencies()`. Tests hand in their own.
"""

from dataclasses import dataclass

from flask import current_app

from service.hints import Hints
from service.lifecycle.answers import Answers
from service.lifecycle.connection import web_redis
from service.lifecycle.customers import Customers
from service.lifecycle.intake import Intake
from service.lifecycle.links import Links
from service.lifecycle.states import State
from service.lifecycle.vitals import Vitals
from service.settings import Settings

EXTENSION = "rating_survey"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependencies:
    """Everything a route may use.

    Args:
        settings: the checked settings.
        intake: where events are stored.
        answers: where surveys are looked up and answers recorded.
        customers: remembers who does not want to be asked.
        vitals: how the service is doing.
        links: the links that lead to surveys.
    """

    settings: Settings
    intake: Intake
    answers: Answers
    customers: Customers
    vitals: Vitals
    links: Links


def build_dependencies(settings: Settings) -> Dependencies:
    """Assemble the real parts. Nothing connects before the first request, so forking is safe."""
    redis = web_redis(settings.redis_url, must_keep=not settings.allow_unsafe_redis)
    hints = Hints(redis, job_timeout_seconds=settings.job_timeout_seconds)
    return Dependencies(
        settings=settings,
        intake=Intake(redis, hint=lambda pipe, survey: hints.add(pipe, survey, State.RECEIVED)),
        answers=Answers(redis, hint=lambda pipe, survey: hints.add(pipe, survey, State.ANSWERED)),
        customers=Customers(redis),
        vitals=Vitals(redis, allow_unsafe=settings.allow_unsafe_redis),
        links=Links(settings.secret_keys),
    )


def dependencies() -> Dependencies:
    """The dependencies of the application that serves this request."""
    found: Dependencies = current_app.extensions[EXTENSION]
    return found
