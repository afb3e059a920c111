"""The worker process: takes hints from the queue and carries them out, and sweeps.

Our own launcher around RQ's worker, because as it comes RQ unpickles what it finds in Redis, stops
when Redis restarts, and forks for every job. Here jobs run in the process itself: lease and sweep
already keep a crash from doing harm, and the process is renewed after some thousand jobs.
"""

import os
import sys
from collections.abc import Iterable
from contextlib import closing, suppress
from signal import SIGHUP, SIGINT, SIGTERM, signal
from socket import gethostname
from threading import Event
from types import FrameType

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.exceptions import StopRequested
from rq.job import Job
from rq.serializers import JSONSerializer

from service.hints import QUEUE
from service.lifecycle.connection import impatient_redis, queue_redis
from service.lifecycle.durability import durability_faults
from service.logs import configure_logging
from service.processes import unsafe_redis
from service.settings import Settings, SettingsError, load_settings
from workers.reload import Reload, readable_settings
from workers.sweep import Sweep
from workers.tools import Tools, install, make_tools
from workers.upkeep import Upkeep

JOBS_UNTIL_RENEWAL = 5000
PAUSE_SECONDS = 1.0
WORKER_TTL_SECONDS = 20
"""RQ waits this long, less 15 s, for a job, and 10 s more for a Redis that says nothing at all."""

log = structlog.get_logger()


class SurveyWorker(SimpleWorker):
    """RQ's worker, as this service needs it."""

    max_connection_wait_time = 2.0  # a minute, as it comes: too long after Redis is back
    log_job_description = False
    log_result_lifespan = False
    stop: Event
    carried_out = 0

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Finish the job at hand, then end."""
        self.stop.set()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def subscribe(self) -> None:
        """Take no commands: RQ's thread for them breaks when Redis goes away."""

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Carry out one job."""
        self.carried_out += 1
        super().execute_job(job, queue)


def main() -> int:
    """Work until told to stop.

    Returns:
        The exit code: 0 when told to stop, 2 for settings or a Redis that can't be worked with.
    """
    try:
        settings = load_settings(os.environ)
    except SettingsError as error:
        return _refuse(error.faults)
    configure_logging(settings.log_format, settings.log_level)
    stop = Event()
    for number in (SIGINT, SIGTERM):
        signal(number, lambda *_: stop.set())
    with closing(make_tools(settings)) as tools:
        faults = _durability_faults(settings, stop)
        if faults and not settings.allow_unsafe_redis:
            return _refuse(unsafe_redis(faults))
        for fault in faults:
            log.warning("redis_unsafe", fault=fault)
        if not stop.is_set():
            _work_until_renewal(tools, stop)
    if not stop.is_set():
        os.execv(sys.executable, [sys.executable, "-m", "workers.main"])  # noqa: S606 - no shell
    return 0


def _refuse(faults: Iterable[str]) -> int:
    sys.stderr.writelines(f"{fault}\n" for fault in faults)
    return 2


def _durability_faults(settings: Settings, stop: Event) -> tuple[str, ...]:
    """What is wrong with Redis; waits for one that can't be reached, as it may be starting too."""
    with closing(impatient_redis(settings.redis_url)) as redis:
        while not stop.is_set():
            try:
                return durability_faults(redis)
            except RedisError as error:
                log.warning("redis_unreachable", error=str(error))
                stop.wait(PAUSE_SECONDS)
    return ()


def _work_until_renewal(tools: Tools, stop: Event) -> None:
    """Work until told to stop, or until the process should be renewed and can be."""
    install(tools)
    reload = Reload()
    signal(SIGHUP, lambda *_: reload.ask())
    reload.start()
    _work(tools, stop)
    while not stop.is_set() and not readable_settings():
        _work(tools, stop)  # a new process would refuse to start


def _work(tools: Tools, stop: Event) -> None:
    """Carry out jobs until told to stop, or until the process should be renewed."""
    name = f"{gethostname()}-{os.getpid()}"
    with closing(make_tools(tools.settings)) as sweeping:
        sweep = Sweep(sweeping, name=name)
        upkeep = Upkeep(tools.settings, name=name)
        sweep.start()
        upkeep.start()
        log.info("worker_started", worker=name)
        with suppress(StopRequested):  # which RQ's signal handler raises at any moment
            _carry_out_jobs(tools.settings, stop)
        upkeep.stop()
        sweep.stop()
    log.info("worker_stopped", worker=name)


def _carry_out_jobs(settings: Settings, stop: Event) -> None:
    left = JOBS_UNTIL_RENEWAL
    while left > 0 and not stop.is_set():
        left -= _work_once(settings, stop, left)


def _work_once(settings: Settings, stop: Event, most: int) -> int:
    """Run RQ's worker until it ends, as it also does by itself when Redis fails.

    Returns:
        How many jobs it has carried out.
    """
    worker = None
    with closing(queue_redis(settings.redis_url)) as connection:
        try:
            worker = _worker(connection, stop)
            worker.work(max_jobs=most, logging_level="WARNING")
        except RedisError as error:
            log.warning("redis_unreachable", error=str(error))
    carried_out = worker.carried_out if worker else 0
    if carried_out < most:
        stop.wait(PAUSE_SECONDS)
    return carried_out


def _worker(connection: Redis, stop: Event) -> SurveyWorker:
    """RQ's worker; making it asks Redis already, and may fail like anything that does."""
    worker = SurveyWorker(
        [Queue(QUEUE, connection=connection, serializer=JSONSerializer)],
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL_SECONDS,
    )
    worker.stop = stop
    return worker


if __name__ == "__main__":
    sys.exit(main())
