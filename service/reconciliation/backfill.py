"""Events that never reached us, found and taken in like any other.

First those that Dixa logged when it tried to deliver them, which are complete; then closings of
which only the activity log tells. What is known already, by its id or as a closing of the same
conversation at the same time, is nothing new.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from redis import Redis

from service.dixa.conversations import Activity
from service.dixa.errors import Rejected
from service.dixa.reconciling import ReconcilingClient
from service.dixa.subscriptions import CLOSED, EVENTS
from service.lifecycle.history import closing_times
from service.lifecycle.intake import Intake
from service.reconciliation.missed_event import missed_event, plain_time
from service.web.webhook.reception import Status, receive
from service.web.webhook.timestamp import milliseconds

SAME_MS = 2000
"""Two accounts of one closing need not agree to the millisecond."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """An event that had been missed.

    Args:
        event_id: Dixa's, or one of ours if Dixa did not tell it.
        told_by: `delivery log` or `activity log`.
        conversation: in the activity log, whose closing it was.
    """

    event_id: str
    told_by: str
    conversation: str | None = None


class Backfill:
    """Looks for missed events.

    Args:
        redis: where closings are kept.
        dixa: is asked what happened.
        intake: takes events in.
        organization: the only one whose events count; None lets those of the token's count.
        webhook_url: where events should have gone.
    """

    def __init__(
        self,
        redis: Redis,
        dixa: ReconcilingClient,
        intake: Intake,
        *,
        organization: str | None,
        webhook_url: str,
    ) -> None:
        self._redis = redis
        self._dixa = dixa
        self._intake = intake
        self._organization = organization
        self._webhook_url = webhook_url

    def run(
        self, *, since: int, until: int, before_each: Callable[[], None] = lambda: None
    ) -> Iterator[TakenIn]:
        """Take in what was missed in a time.

        Args:
            since: milliseconds since the epoch.
            until: milliseconds; leave out what may still be on its way.
            before_each: called before each event that is looked at.

        Raises:
            NotSent: Dixa is not asked now; what was taken in has been given.
            OutcomeUnknown: Dixa did not answer; what was taken in has been given.
            RedisError: the record could not be read; what was taken in has been given.
            StoreUnavailable: an event was not certainly stored.
        """
        for taken_in in self._missed(since, until, before_each):
            log.warning(
                "missed_event_taken_in",
                event_id=taken_in.event_id,
                told_by=taken_in.told_by,
                conversation=taken_in.conversation,
            )
            yield taken_in

    def _missed(self, since: int, until: int, before_each: Callable[[], None]) -> Iterator[TakenIn]:
        for body in self._logged(since, until):
            before_each()
            if event_id := self._take_in(body):
                yield TakenIn(event_id=event_id, told_by="delivery log")
        organization = self._organization or self._dixa.get_organization().id
        for activity in self._closings(since, until):
            before_each()
            if self._is_known(organization, activity):
                continue
            event = missed_event(self._dixa, organization, activity)
            if event and (event_id := self._take_in(event)):
                number = str(activity.conversation)
                yield TakenIn(event_id=event_id, told_by="activity log", conversation=number)

    def _logged(self, since: int, until: int) -> Iterator[bytes]:
        try:
            subscriptions = self._dixa.list_webhooks()
        except Rejected as error:
            log.info("delivery_log_not_read", reason=str(error))  # an administrator may, others not
            return
        for subscription in subscriptions:
            if subscription.url == self._webhook_url:
                for event in EVENTS:
                    for delivered in self._dixa.list_delivered(subscription.id, event):
                        if delivered.at and since <= _moment(delivered.at) <= until:
                            yield delivered.body.encode()

    def _closings(self, since: int, until: int) -> Iterator[Activity]:
        """The latest closing of each conversation."""
        latest: dict[int, Activity] = {}
        for activity in self._dixa.list_activities(_datetime(since), _datetime(until)):
            earlier = latest.get(activity.conversation)
            is_later = earlier is None or _moment(earlier.at) <= _moment(activity.at)
            if activity.kind == CLOSED and is_later:
                latest[activity.conversation] = activity
        yield from latest.values()

    def _is_known(self, organization: str, activity: Activity) -> bool:
        at = _moment(activity.at)
        known = closing_times(self._redis, organization, str(activity.conversation))
        return any(abs(each - at) <= SAME_MS for each in known)

    def _take_in(self, body: bytes) -> str | None:
        reception = receive(body, intake=self._intake, organization=self._organization)
        return reception.event_id if reception.status is Status.ACCEPTED else None


def _moment(text: str) -> int:
    return milliseconds(plain_time(text))


def _datetime(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)
