"""Surveys a second through one worker, and the time from event to offer."""

from dataclasses import dataclass
from statistics import quantiles
from time import perf_counter, sleep
from typing import cast

from benchmarks.stage import SECRET, Stage, worker
from service.lifecycle import keys
from service.lifecycle.links import Links
from service.lifecycle.reading import read_ledger, surveys_of
from service.lifecycle.record import Survey
from service.lifecycle.states import State
from service.sandbox.conversations import ORGANIZATION, Conversation, a_conversation
from service.sandbox.events import closed, post

CHANNEL = "WIDGET_CHAT"
"""Its link goes out as a message, so that every step but the answer is a call to Dixa."""

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Throughput:
    """What one worker did.

    Args:
        surveys: how many.
        seconds: from the first decision to the last link.
        calls: to Dixa, for all of them.
    """

    surveys: int
    seconds: float
    calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """From event stored to offer made, in milliseconds, one event at a time."""

    p50: float
    p99: float


def throughput(stage: Stage, count: int) -> Throughput:
    """Let so many conversations wait for one worker, and watch until every customer is invited."""
    invited = _invited(stage)
    conversations = [_close(stage) for _ in range(count)]
    calls = len(stage.dixa.ledger().calls())
    with worker(stage.environment):
        _wait_until(stage, invited=invited + count)
    surveys = [_survey(stage, conversation) for conversation in conversations]
    began = min(read_ledger(stage.redis, survey.id)[1].at for survey in surveys)
    ended = max(survey.invited_at or 0 for survey in surveys)
    seconds = (ended - began) / 1000
    calls = len(stage.dixa.ledger().calls()) - calls
    return Throughput(surveys=count, seconds=seconds, calls=calls)


def event_to_offer(stage: Stage, count: int) -> tuple[Delay, str]:
    """The delay while nothing else is to be done.

    Returns:
        The delay, and the path of the last survey's page.
    """
    delays = []
    with worker(stage.environment):
        for _ in range(count + 1):
            invited = _invited(stage)
            conversation = _close(stage)
            _wait_until(stage, invited=invited + 1)
            survey = _survey(stage, conversation)
            delays.append((survey.offered_at or 0) - survey.received_at)
    cuts = quantiles(delays[1:], n=100)  # the first one waited for the worker to start
    token = Links((stage.environment["SECRET_KEY"],)).token(survey.id)
    return Delay(p50=cuts[49], p99=cuts[98]), f"/s/{token}"


def _close(stage: Stage) -> Conversation:
    conversation = a_conversation(CHANNEL)
    stage.dixa.add(conversation)
    url = f"http://127.0.0.1:{stage.service_port}/webhooks/dixa"
    post(closed(conversation), url, secret=SECRET)
    return conversation


def _invited(stage: Stage) -> int:
    return int(cast("str | None", stage.redis.hget(keys.STATES, State.INVITED)) or 0)


def _wait_until(stage: Stage, *, invited: int) -> None:
    """Wait for so many; one number is read, so that looking takes nothing from what is measured."""
    deadline = perf_counter() + PATIENCE_SECONDS
    while (now := _invited(stage)) < invited:
        if perf_counter() > deadline:
            raise TimeoutError(f"{invited - now} surveys were not invited in time")
        sleep(0.005)


def _survey(stage: Stage, conversation: Conversation) -> Survey:
    [survey] = surveys_of(stage.redis, ORGANIZATION.id, str(conversation.csid))
    return survey
