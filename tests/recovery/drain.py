"""Dixa is away while answers and closings gather; then everything waits for it at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import sleep, time
from urllib.parse import urlsplit

from program import Program
from running_service import Service, running_service
from survey_page import answer
from waiting import eventually

from service.lifecycle import keys
from service.lifecycle.record import Survey
from service.lifecycle.states import State
from service.sandbox.conversations import Conversation, a_conversation
from service.sandbox.events import closed
from tests.chaos.fault_proxy import FaultProxy, Mode

WORKERS = 4
REPLY_SECONDS = 0.15
PATIENCE_SECONDS = 900.0
AT_ONCE = 8


@dataclass(frozen=True, kw_only=True)
class Drained:
    """What came of it.

    Args:
        calls: to Dixa, from the first that was let through to the last.
        seconds: how long they took.
        until_the_first: seconds from Dixa's return to that.
        turned_away: calls that were too fast for Dixa.
        attempts: most that were counted for a survey.
        overtaken: offers that were made before nine of ten answers were submitted; the others
            may have been under way when Dixa went, and have to settle first.
    """

    calls: int
    seconds: float
    until_the_first: float
    turned_away: int
    attempts: int
    overtaken: int

    @property
    def rate(self) -> float:
        """Calls a second."""
        return self.calls / self.seconds


def drain(folder: Path, *, answers: int, closings: int, away: float) -> Drained:
    """Let so much gather in so many seconds, and watch it drain.

    Args:
        folder: for logs.
        answers: of customers.
        closings: of conversations.
        away: seconds without Dixa.
    """
    with _service(folder) as (service, to_dixa):
        asked = _close(service, answers)
        links = [service.link(each) for each in asked]
        to_dixa.turn(Mode.RESET)
        with ThreadPoolExecutor(AT_ONCE) as crowd:
            list(crowd.map(lambda link: answer(link, rating=4), links))
        waiting = _close(service, closings)
        sleep(away)
        attempts = max(survey.attempts for survey in _surveys(service, asked + waiting))
        known = len(service.dixa.calls())
        back_at = time()
        to_dixa.turn(Mode.PASS)
        eventually(
            lambda: _is_drained(service, asked, waiting), what="the end", seconds=PATIENCE_SECONDS
        )
        calls = service.dixa.calls()[known:]
        answered = sorted(call.at for call in calls if call.endpoint == "submit")
        work = [call for call in calls if call.endpoint != "organization"]
        return Drained(
            calls=len(work),
            seconds=work[-1].at - work[0].at,
            until_the_first=work[0].at - back_at,
            turned_away=sum(call.status == 429 for call in calls),
            attempts=attempts,
            overtaken=sum(
                call.endpoint == "offer" and call.at < answered[9 * answers // 10] for call in calls
            ),
        )


@contextmanager
def _service(folder: Path) -> Iterator[tuple[Service, FaultProxy]]:
    with ExitStack() as stack:
        service = stack.enter_context(running_service(folder, workers=0, clockwork={}))
        dixa = urlsplit(service.dixa.url)
        proxy = stack.enter_context(FaultProxy(dixa.port or 0, seed="none"))
        proxy.delay = REPLY_SECONDS
        url = f"http://127.0.0.1:{proxy.port}{dixa.path}"
        for number in range(WORKERS):
            log = folder / f"worker-{number}.log"
            environment = service.environment | {"DIXA_API_URL": url}
            stack.enter_context(Program.of_procfile("worker", environment, log))
        yield service, proxy


def _close(service: Service, count: int) -> list[Conversation]:
    conversations = [service.dixa.add(a_conversation()) for _ in range(count)]
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        list(crowd.map(lambda each: service.insist(closed(each)), conversations))
    return conversations


def _surveys(service: Service, conversations: list[Conversation]) -> list[Survey]:
    return [survey for each in conversations for survey in service.surveys(each)]


def _is_drained(service: Service, asked: list[Conversation], waiting: list[Conversation]) -> bool:
    Event().wait(1.0)  # looking takes time, too
    counts = service.store.hgetall(keys.STATES)
    submitted, invited = (int(counts.get(state, 0)) for state in (State.SUBMITTED, State.INVITED))
    return (submitted, invited) == (len(asked), len(waiting))
