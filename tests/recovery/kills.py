"""What is killed, and how long it takes until things get on; every setting is as by default."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

from outside import outside
from program import Program
from running_service import Service, running_service
from survey_page import answer
from waiting import eventually

from service.sandbox.conversations import Conversation, a_conversation
from service.sandbox.events import closed
from service.sandbox.played_dixa.faults import hang

PATIENCE_SECONDS = 200.0


def worker_in_a_call(
    folder: Path, *, endpoint: str, channel: str = "EMAIL", others: int = 0
) -> float:
    """A worker is killed while it waits for Dixa; until Dixa is called about the same survey.

    Args:
        folder: for logs.
        endpoint: what the worker has asked for.
        channel: of the conversation; from WIDGET_CHAT the link goes out as a message.
        others: how many more there are; without any, the killed one is started again.
    """
    with running_service(folder, workers=1 + others, clockwork={}) as service:
        first, *rest = service.workers
        for other in rest:
            other.signal(signal.SIGSTOP)
        conversation = a_conversation(channel)
        service.dixa.faults.on(endpoint, hang(committed=endpoint == "submit"), times=1)
        service.dixa.close(conversation)
        if endpoint == "submit":
            answer(service.link(conversation), rating=4)
        service.dixa.wait_until(lambda: service.dixa.calls(endpoint), seconds=PATIENCE_SECONDS)
        first.kill()
        known = len(_calls(service, conversation))
        for other in rest:
            other.signal(signal.SIGCONT)
        if not rest:
            first.start()
        return _seconds_until(lambda: len(_calls(service, conversation)) > known)


def process_of_web(folder: Path) -> float:
    """One of gunicorn's processes is killed; until events are taken in."""
    with running_service(folder, workers=0, clockwork={}) as service:
        os.kill(max(set(service.web.family) - {service.web.pid}), signal.SIGKILL)
        return _seconds_until_taken(service)


def web(folder: Path) -> float:
    """Gunicorn itself is killed and started again; until events are taken in."""
    with running_service(folder, workers=0, clockwork={}) as service:
        service.web.kill()
        begun = monotonic()
        service.web.start()
        # Its processes outlive it for a moment, at the port that the new one waits for.
        eventually(lambda: len(service.web.family) > 1, what="processes", seconds=PATIENCE_SECONDS)
        _seconds_until_taken(service)
        return monotonic() - begun


def redis(folder: Path, *, away: float) -> float:
    """Redis is killed and away for a while; from its return until the first job calls Dixa."""
    with running_service(folder, workers=2, clockwork={}) as service:
        service.redis.kill()
        sleep(away)
        service.redis.restart()
        begun = monotonic()
        service.insist(closed(service.dixa.add(a_conversation())))
        _seconds_until(service.dixa.calls)
        return monotonic() - begun


def part_of_serve(folder: Path, *, part: str) -> float:
    """A process of `rating-survey serve` is killed; until a new conversation's offer is made."""
    command = ["rating-survey", "serve", "--data", str(folder / "data"), "--workers", "1"]
    with outside(folder, clockwork={}) as around:
        program = Program(command, around.environment, folder / "serve.log", folder=folder)
        with program as serve:
            eventually(lambda: around.answers("/readyz"), what="readiness")
            os.kill(_process(serve, part), signal.SIGKILL)
            conversation = around.dixa.add(a_conversation())
            begun = monotonic()
            around.insist(closed(conversation))
            _seconds_until(lambda: around.dixa.offers(conversation))
            return monotonic() - begun


def _calls(service: Service, conversation: Conversation) -> list[object]:
    every = service.dixa.calls()
    return [call for call in every if call.conversation == conversation.csid]


def _seconds_until_taken(service: Service) -> float:
    begun = monotonic()
    service.insist(closed(a_conversation(requester_type="Member")))
    return monotonic() - begun


def _seconds_until(true: Callable[[], object]) -> float:
    begun = monotonic()
    eventually(true, what="what comes next", seconds=PATIENCE_SECONDS)
    return monotonic() - begun


def _process(serve: Program, part: str) -> int:
    """The one that serve started; of gunicorn, that is not one of those that gunicorn started."""
    its_own = {pid for pid in serve.family if _is_called(pid, part)}
    for pid in its_own:
        if _parent(pid) not in its_own:
            return pid
    raise LookupError(f"serve runs no {part}")


def _is_called(pid: int, part: str) -> bool:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return part in words and "rating-survey serve" not in words


def _parent(pid: int) -> int:
    """What stands behind the state, which stands behind the name, which is in brackets."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
