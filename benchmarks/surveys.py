"""Surveys a second through one worker, and the time from event to offer."""

from dataclasses import dataclass
from statistics import quantiles
from time import perf_counter, sleep

from benchmarks.stage import SECRET, Stage, worker
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
    conversations = [_close(stage) for _ in range(count)]
    calls = len(stage.dixa.calls())
    with worker(stage.environment):
        _wait_until_invited(stage, conversations)
    surveys = [_survey(stage, conversation) for conversation in conversations]
    began = min(read_ledger(stage.redis, survey.id)[1].at for survey in surveys)
    ended = max(survey.invited_at or 0 for survey in surveys)
    seconds = (ended - began) / 1000
    return Throughput(surveys=count, seconds=seconds, calls=len(stage.dixa.calls()) - calls)


def event_to_offer(stage: Stage, count: int) -> tuple[Delay, str]:
    """The delay while nothing else is to be done.

    Returns:
        The delay, and the path of the last survey's page.
    """
    delays = []
    with worker(stage.environment):
        for _ in range(count):
            conversation = _close(stage)
            _wait_until_invited(stage, [conversation])
            survey = _survey(stage, conversation)
            delays.append((survey.offered_at or 0) - survey.received_at)
    cuts = quantiles(delays, n=100)
    token = Links((stage.environment["SECRET_KEY"],)).token(survey.id)
    return Delay(p50=cuts[49], p99=cuts[98]), f"/s/{token}"


def _close(stage: Stage) -> Conversation:
    conversation = a_conversation(CHANNEL)
    stage.dixa.add(conversation)
    url = f"http://127.0.0.1:{stage.service_port}/webhooks/dixa"
    post(closed(conversation), url, secret=SECRET)
    return conversation


def _wait_until_invited(stage: Stage, conversations: list[Conversation]) -> None:
    deadline = perf_counter() + PATIENCE_SECONDS
    waiting = list(conversations)
    while waiting:
        if perf_counter() > deadline:
            raise TimeoutError(f"{len(waiting)} surveys were not invited in time")
        sleep(0.01)
        waiting = [each for each in waiting if _survey(stage, each).state is not State.INVITED]


def _survey(stage: Stage, conversation: Conversation) -> Survey:
    [survey] = surveys_of(stage.redis, ORGANIZATION.id, str(conversation.csid))
    return survey
