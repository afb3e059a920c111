"""Comparing the record with Dixa, conversation by conversation, and putting right what is safe.

Put right are an answer that Dixa does not have, which is submitted once more in the usual way, but
only once, and an offer that was made late, which is known for ours from then on. What else is found
is for people.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from time import time

import structlog
from redis import Redis

from service.dixa.client import DixaClient
from service.lifecycle.asked import asked_conversations
from service.lifecycle.errors import RecordUnreadable
from service.lifecycle.reading import own_offers, surveys_of
from service.lifecycle.repairs import Repairs
from service.reconciliation.drift import Drift, Kind, drifts
from service.reconciliation.skipped import Skipped

log = structlog.get_logger()


@dataclass(slots=True)
class Compared:
    """How many conversations were compared; those that could not be read are not among them."""

    count: int = 0


class Audit:
    """Looks for drift.

    Args:
        redis: where surveys are kept.
        dixa: is asked for each conversation's ratings.
        repairs: puts the record right.
        settle_seconds: how long a request may take to show; an answer must have had twice as long.
    """

    def __init__(
        self, redis: Redis, dixa: DixaClient, repairs: Repairs, *, settle_seconds: float
    ) -> None:
        self._redis = redis
        self._dixa = dixa
        self._repairs = repairs
        self._settle_ms = round(2000 * settle_seconds)

    def run(
        self,
        *,
        since: int,
        repairing: bool,
        before_each: Callable[[], None] = lambda: None,
        compared: Compared | None = None,
        skipped: Skipped | None = None,
    ) -> Iterator[Drift]:
        """Look at every conversation in which something happened to an offered survey.

        Args:
            since: in milliseconds; what ended, or was offered, before is passed over.
            repairing: whether to put right what is safe.
            before_each: called before each conversation.
            compared: counts them.
            skipped: takes those that could not be looked at.

        Raises:
            NotSent: Dixa is not asked now; what was found has been given.
            OutcomeUnknown: Dixa could not tell about several conversations in a row; what was
                found has been given.
            RedisError: the record could not be read; what was found has been given.
        """
        compared, skipped = compared or Compared(), skipped or Skipped()
        asked = asked_conversations(self._redis, since=since)
        for organization, conversation in skipped.each(asked, itemgetter(1)):
            before_each()
            for drift in self._look_at(organization, conversation, compared, skipped):
                if repairing:
                    self._repair(drift)
                log.warning(
                    "drift_found",
                    kind=drift.kind.value,
                    conversation=conversation,
                    survey_id=drift.survey.id,
                    rating_id=drift.rating_id,
                    detail=drift.detail,
                )
                yield drift

    def _look_at(
        self, organization: str, conversation: str, compared: Compared, skipped: Skipped
    ) -> Iterator[Drift]:
        # The record first: what is submitted between the two reads must not look like drift.
        try:
            surveys = surveys_of(self._redis, organization, conversation)
        except RecordUnreadable as error:
            skipped.add(conversation, str(error))
            return
        ours = own_offers(self._redis, surveys[0].closing) if surveys else frozenset[str]()
        settled = round(time() * 1000) - self._settle_ms
        rows = skipped.ask(conversation, lambda: self._dixa.list_ratings(conversation))
        if rows is None:
            return
        compared.count += 1
        yield from drifts(surveys, rows, ours=ours, settled=settled)

    def _repair(self, drift: Drift) -> None:
        if drift.kind is Kind.MISSING_ANSWER:
            self._repairs.resubmit(drift.survey.id)
        elif drift.kind is Kind.LATE_OFFER:
            self._repairs.know_stray(drift.survey.id, drift.rating_id)
