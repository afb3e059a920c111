"""The workers' side of the service in this process: real Redis, a played Dixa, a real mail server.

Jobs run when their hints are in the queue, as in a worker, but only when a test says so. Nobody
waits for time to pass: `later` moves what a survey remembers of it into the past.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count
from time import time

from redis import Redis
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from service.hints import QUEUE, Hints
from service.lifecycle import keys
from service.lifecycle.answers import AnswerOutcome, Answers
from service.lifecycle.connection import queue_redis
from service.lifecycle.intake import Intake
from service.lifecycle.reading import read_ledger, read_survey, surveys_of
from service.lifecycle.record import Survey
from service.lifecycle.states import State
from service.rules.survey_rule import DEFAULT_SURVEY
from service.sandbox.conversations import ORGANIZATION, Conversation
from service.sandbox.events import Event
from service.sandbox.mailbox import Mailbox
from service.sandbox.played_dixa import PlayedDixa
from service.settings import Settings, load_settings
from service.web.webhook.reception import receive
from workers.tools import install, make_tools

_HOUR = 3600
_MOMENTS = ("found_open_at", "offer_sent_at", "offer_missed_at", "offered_at", "submit_sent_at")


def workshop_settings(*, redis_url: str, dixa: PlayedDixa, mailbox: Mailbox) -> Settings:
    """Those of a worker with the default rule.

    Answers are not held, calls to Dixa are not spread in time, and the settling time is a minute,
    which tests do not wait for but skip.
    """
    environ = {
        "DIXA_API_TOKEN": dixa.token,
        "DIXA_API_URL": dixa.url,
        "DIXA_WEBHOOK_SECRET": "00ff",
        "PUBLIC_URL": "https://surveys.example.com",
        "REDIS_URL": redis_url,
        "SMTP_URL": mailbox.url,
        "MAIL_FROM": "Example Support <support@example.com>",
        "SECRET_KEY": "a key that signs in tests and nowhere else",
    }
    rules = (replace(DEFAULT_SURVEY, hold=timedelta(0)),)
    return replace(load_settings(environ), surveys=rules, dixa_rate=10_000, dixa_burst=10_000)


@contextmanager
def workshops(
    settings: Settings, *, redis: Redis, dixa: PlayedDixa
) -> Iterator[Callable[..., "Workshop"]]:
    """A function that opens a workshop; its keyword arguments change the usual rule."""
    opened = []

    def open_(changed: Settings = settings, **rule: object) -> Workshop:
        if rule:
            usual = replace(DEFAULT_SURVEY, name="support", hold=timedelta(0))
            changed = replace(changed, surveys=(replace(usual, **rule),))
        opened.append(Workshop(changed, redis=redis, dixa=dixa))
        return opened[-1]

    yield open_
    for workshop in opened:
        workshop.tools.close()


class Workshop:
    """One worker's tools, installed, and Dixa's and the customer's sides of the story."""

    def __init__(self, settings: Settings, *, redis: Redis, dixa: PlayedDixa) -> None:
        self.settings = settings
        self.redis = redis
        self.dixa = dixa
        hints = Hints(redis, job_timeout_seconds=settings.job_timeout_seconds)
        self.intake = Intake(redis, hint=lambda pipe, each: hints.add(pipe, each, State.RECEIVED))
        self.answers = Answers(redis, hint=lambda pipe, each: hints.add(pipe, each, State.ANSWERED))
        self._times = count(round((time() - _HOUR) * 1000), 1000)
        self._begin()

    def restart(self) -> None:
        """As if the worker's process had ended and another one had begun."""
        self.tools.close()
        self._begin()

    def close(self, conversation: Conversation) -> Survey:
        """Dixa closes the conversation; returns its latest survey, which nobody looked at yet."""
        self.hear(self.dixa.close(conversation, at_ms=next(self._times)))
        return self.surveys(conversation)[-1]

    def reopen(self, conversation: Conversation) -> None:
        self.hear(self.dixa.reopen(conversation, at_ms=next(self._times)))

    def hear(self, event: Event) -> None:
        receive(event.body, intake=self.intake, organization=None)

    def work(self) -> None:
        """Carry out hints until none is left."""
        with self._queue() as queue:
            while queue.count:
                self._next_job(queue).perform()

    def work_once(self) -> None:
        """Carry out the hint whose turn it is."""
        with self._queue() as queue:
            self._next_job(queue).perform()

    def hinted(self) -> list[tuple[str, str]]:
        """Take all hints out of the queue: each a job's name and a survey's id."""
        with self._queue() as queue:
            jobs = [self._next_job(queue) for _ in range(queue.count)]
        return [(job.func_name, job.args[0]) for job in jobs]

    def ask(self, conversation: Conversation) -> Survey:
        """Close the conversation and carry out everything that follows from it at once."""
        survey = self.close(conversation)
        self.work()
        return self.survey(survey)

    def answer(self, survey: Survey, rating: int, comment: str | None = None) -> Survey:
        """The customer answers, and what follows from it is carried out."""
        outcome = self.answers.record(survey.id, nonce="nonce", rating=rating, comment=comment)
        assert outcome is AnswerOutcome.RECORDED
        self.work()
        return self.survey(survey)

    def look(self, survey: Survey) -> Survey:
        """The survey's next look has come: its hint is sent again and carried out."""
        self.redis.hdel(keys.survey(survey.id), "not_before")
        self.tools.hints.send([(survey.id, self.survey(survey).state)])
        self.work()
        return self.survey(survey)

    def later(self, survey: Survey) -> Survey:
        """An hour has passed; then the same as `look`."""
        key = keys.survey(survey.id)
        for moment in _MOMENTS:
            if self.redis.hexists(key, moment):
                self.redis.hincrby(key, moment, -_HOUR * 1000)
        if self.redis.hexists(key, "lease_until"):
            self.redis.hset(key, "lease_until", 1)
        return self.look(survey)

    def survey(self, survey: Survey) -> Survey:
        found = read_survey(self.redis, survey.id)
        assert found is not None
        return found

    def surveys(self, conversation: Conversation) -> list[Survey]:
        return surveys_of(self.redis, ORGANIZATION.id, str(conversation.csid))

    def history(self, survey: Survey) -> list[str]:
        """The states the survey went through, repetitions left out."""
        states = [entry.after for entry in read_ledger(self.redis, survey.id)]
        return [
            each for each, before in zip(states, [None, *states], strict=False) if each != before
        ]

    def reasons(self, survey: Survey) -> list[str]:
        """What the survey's history gives as reasons."""
        entries = read_ledger(self.redis, survey.id)
        return [entry.reason for entry in entries if entry.reason]

    def due_in(self, survey: Survey) -> float:
        """Seconds until the survey is looked at again."""
        due = self.redis.zscore(keys.DUE, survey.id)
        assert due is not None
        return float(due) / 1000 - time()

    def _begin(self) -> None:
        self.tools = make_tools(self.settings)
        install(self.tools)

    @contextmanager
    def _queue(self) -> Iterator[Queue]:
        with closing(queue_redis(self.settings.redis_url)) as connection:
            yield Queue(QUEUE, connection=connection, serializer=JSONSerializer)

    def _next_job(self, queue: Queue) -> Job:
        job_id = queue.pop_job_id()
        return Job.fetch(job_id, connection=queue.connection, serializer=JSONSerializer)
