"""The service as it runs for real: the Procfile's processes, between real neighbours.

    with running_service(tmp_path, workers=2) as service:
        conversation = a_conversation()
        service.dixa.close(conversation)  # … which Dixa tells the service
        answer(service.link(conversation), rating=4)
        service.wait_until_submitted(conversation)

A process is started by its line of the Procfile, from the repository's root, with the programs of
this environment on the PATH, with settings, and with none of the variables around the tests.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from outside import CLOCKWORK, SECRET, Outside, outside
from program import Program
from redis import Redis
from waiting import eventually

from service.embedded_redis.server import EmbeddedRedis
from service.lifecycle import keys
from service.lifecycle.connection import worker_redis
from service.lifecycle.reading import surveys_of
from service.lifecycle.record import Survey
from service.lifecycle.states import ENDED, State
from service.sandbox.conversations import ORGANIZATION, Conversation


@dataclass(frozen=True, kw_only=True)
class Service(Outside):
    """The running service and what is around it.

    Args:
        redis: the server that the record is kept in.
        store: a client of it that answers with text, and sits out a restart.
        web: gunicorn.
        workers: the worker processes.
    """

    redis: EmbeddedRedis
    store: Redis
    web: Program
    workers: Sequence[Program]

    @property
    def programs(self) -> list[Program]:
        """Web and workers."""
        return [self.web, *self.workers]

    def surveys(self, conversation: Conversation) -> list[Survey]:
        """Every survey of a conversation, oldest first."""
        return surveys_of(self.store, ORGANIZATION.id, str(conversation.csid))

    def states(self, conversation: Conversation) -> list[str]:
        """The states of a conversation's surveys, oldest first."""
        return [survey.state for survey in self.surveys(conversation)]

    def wait_until_submitted(self, *conversations: Conversation) -> None:
        """Wait until the answer to each conversation's one survey is with Dixa, and noted."""
        for each in conversations:
            eventually(
                lambda each=each: self.states(each) == [State.SUBMITTED], what="a submission"
            )

    def wait_until_quiet(self) -> None:
        """Wait until there is nothing to do but to wait for customers."""
        eventually(self._is_quiet, what="quiet")

    def dump(self, names: str = "rs:*") -> dict[str, bytes]:
        """What Redis keeps under such names, to be compared; workers' signs of life left out."""
        with Redis.from_url(self.redis.url) as client:
            found = {name.decode() for name in client.scan_iter(names)} - {keys.WORKERS}
            return {name: client.dump(name) for name in sorted(found)}

    def _is_quiet(self) -> bool:
        waiting = {State.INVITED, State.PARKED, *ENDED}
        counts = self.store.hgetall(keys.STATES)
        is_busy = any(int(n) for state, n in counts.items() if State(state) not in waiting)
        return not is_busy and self.store.llen("rq:queue:surveys") == 0


@contextmanager
def running_service(
    folder: Path,
    *,
    workers: int = 1,
    redis: EmbeddedRedis | None = None,
    clockwork: Mapping[str, str] = CLOCKWORK,
) -> Iterator[Service]:
    """Start the service and wait until it is ready; end everything afterwards.

    Args:
        folder: for logs and the surveys' file; in the end the logs are printed.
        workers: how many of them.
        redis: one of a special kind instead of the usual; it is started here.
        clockwork: the settings of its times; none: as they are by default.
    """
    with ExitStack() as stack:
        redis = stack.enter_context(redis or EmbeddedRedis())
        around = stack.enter_context(outside(folder, clockwork=clockwork))
        around.environment["REDIS_URL"] = redis.url
        web, *others = (
            Program.of_procfile(name, around.environment, folder / f"{number}-{name}.log")
            for number, name in enumerate(["web"] + ["worker"] * workers)
        )
        store = stack.enter_context(worker_redis(redis.url))
        service = Service(**vars(around), redis=redis, store=store, web=web, workers=others)
        for program in service.programs:
            stack.enter_context(program)
        wait_until_it_answers(service, "/readyz" if workers else "/healthz")
        service.dixa.subscribe(f"{service.url}/webhooks/dixa", secret=SECRET)
        yield service


def wait_until_it_answers(service: Service, path: str) -> None:
    """Wait for 200; a process that has ended meanwhile will never give it."""

    def is_answered() -> bool:
        ended = [each for each in service.programs if not each.is_running]
        if ended:
            raise AssertionError(f"it ended: {ended[0].said}")
        return service.answers(path)

    eventually(is_answered, what=f"200 from {path}")
