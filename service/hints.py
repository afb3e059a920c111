"""The queue of hints: "look at this survey now".

The record is the truth; a hint only saves waiting for the sweep. Lost, doubled, late or reordered
hints therefore break nothing, and none of RQ's own retries, schedules or results are used. Jobs
are named by path, since what enqueues them must not import what carries them out.
"""

from collections.abc import Iterable
from math import ceil

from redis import Redis
from redis.client import Pipeline
from rq import Queue
from rq.queue import EnqueueData
from rq.serializers import JSONSerializer

from service.lifecycle.states import State

QUEUE = "surveys"
"""One queue only: with two, RQ fetches in a way that loses a job when its worker is killed."""

DECIDE = "workers.jobs.decide.decide"
CREATE_RATING_OFFER = "workers.jobs.create_rating_offer.create_rating_offer"
DELIVER_LINK = "workers.jobs.deliver_link.deliver_link"
SUBMIT_RATING = "workers.jobs.submit_rating.submit_rating"
AWAIT_ANSWER = "workers.jobs.await_answer.await_answer"
EXPIRE = "workers.jobs.expire.expire"

JOBS: dict[State, str] = {
    State.RECEIVED: DECIDE,
    State.SCHEDULED: CREATE_RATING_OFFER,
    State.OFFERING: CREATE_RATING_OFFER,
    State.OFFER_UNKNOWN: CREATE_RATING_OFFER,
    State.OFFERED: DELIVER_LINK,
    State.INVITED: AWAIT_ANSWER,
    State.ANSWERED: SUBMIT_RATING,
    State.SUBMITTING: SUBMIT_RATING,
    State.SUBMIT_UNKNOWN: SUBMIT_RATING,
    State.PARKED: EXPIRE,
}
"""The job that takes a survey on from each state in which something is left to do."""

_FAILURE_SECONDS = 3600


class Hints:
    """Enqueues hints.

    Args:
        redis: where the queue is.
        job_timeout_seconds: how long a job may take; whole seconds, rounded up.
    """

    def __init__(self, redis: Redis, *, job_timeout_seconds: float) -> None:
        self._queue = Queue(QUEUE, connection=redis, serializer=JSONSerializer)
        self._timeout = ceil(job_timeout_seconds)

    def add(self, pipe: Pipeline, survey_id: str, state: State) -> None:
        """Add the hint for a survey in this state to a transaction."""
        self._queue.enqueue_many([self._hint(survey_id, state)], pipeline=pipe)

    def send(self, surveys: Iterable[tuple[str, State]]) -> None:
        """Enqueue hints in one round trip.

        Raises:
            RedisError: some may be lost; the sweep makes up for them.
        """
        hints = [self._hint(survey_id, state) for survey_id, state in surveys if state in JOBS]
        if hints:
            self._queue.enqueue_many(hints)

    def waiting(self) -> int:
        """How many hints nobody has taken yet.

        Raises:
            RedisError: it could not be read.
        """
        return int(self._queue.count)

    def _hint(self, survey_id: str, state: State) -> EnqueueData:
        return Queue.prepare_data(
            JOBS[state],
            args=[survey_id],
            timeout=self._timeout,
            result_ttl=0,
            failure_ttl=_FAILURE_SECONDS,
            at_front=JOBS[state] == SUBMIT_RATING,
        )
