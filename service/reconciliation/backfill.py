"""Events that never reached us, found and taken in like any other.

First those that Dixa logged when it tried to deliver them, which are complete; then closings of
which only the activity log tells. What is known already, by its id or as a closing of the same
conversation at the same time, is nothing new.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import structlog
from redis import Redis

from service.dixa.conversations import Activity
from service.dixa.errors import OutcomeUnknown, Rejected, Unreadable
from service.dixa.reconciling import ReconcilingClient
from service.dixa.subscriptions import CLOSED, EVENTS, Delivered
from service.lifecycle.history import closing_times
from service.lifecycle.intake import Intake
from service.reconciliation.api_time import moment
from service.reconciliation.missed_event import missed_event
from service.reconciliation.skipped import Skipped
from service.web.webhook.reception import Status, receive

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
        self,
        *,
        since: int,
        until: int,
        before_each: Callable[[], None] = lambda: None,
        skipped: Skipped | None = None,
    ) -> Iterator[TakenIn]:
        """Take in what was missed in a time.

        Args:
            since: milliseconds since the epoch.
            until: milliseconds; leave out what may still be on its way.
            before_each: called before each event that is looked at.
            skipped: takes the conversations that could not be looked at.

        Raises:
            NotSent: Dixa is not asked now; what was taken in has been given.
            OutcomeUnknown: Dixa did not tell what happened, or could not tell about several
                conversations in a row; what was taken in has been given. If only the log of what
                was delivered could not be read, the other one has been gone through.
            RedisError: the record could not be read; what was taken in has been given.
            StoreUnavailable: an event was not certainly stored.
        """
        for taken_in in self._missed(since, until, before_each, skipped or Skipped()):
            log.warning(
                "missed_event_taken_in",
                event_id=taken_in.event_id,
                told_by=taken_in.told_by,
                conversation=taken_in.conversation,
            )
            yield taken_in

    def _missed(
        self, since: int, until: int, before_each: Callable[[], None], skipped: Skipped
    ) -> Iterator[TakenIn]:
        unread: list[OutcomeUnknown] = []
        for body in self._logged(since, until, unread):
            before_each()
            if event_id := self._take_in(body):
                yield TakenIn(event_id=event_id, told_by="delivery log")
        organization = self._organization or self._dixa.get_organization().id
        closings = self._closings(since, until, skipped)
        for at, activity in skipped.each(closings, lambda closing: str(closing[1].conversation)):
            before_each()
            number = str(activity.conversation)
            if self._is_known(organization, number, at):
                continue
            tell = partial(missed_event, self._dixa, organization, activity)
            event = skipped.ask(number, tell)
            if event and (event_id := self._take_in(event, conversation=number)):
                yield TakenIn(event_id=event_id, told_by="activity log", conversation=number)
        if unread:
            raise unread[0]  # it tells more than the other log: what it has is still to be taken in

    def _logged(self, since: int, until: int, unread: list[OutcomeUnknown]) -> Iterator[bytes]:
        """What Dixa tried to deliver; the activity log is enough where that may not be read."""
        try:
            for subscription in self._dixa.list_webhooks():
                if subscription.url == self._webhook_url:
                    for event in EVENTS:
                        delivered = self._dixa.list_delivered(subscription.id, event)
                        yield from _bodies(delivered, since, until)
        except Rejected as error:
            log.info("delivery_log_not_read", reason=str(error))  # an administrator may, others not
        except Unreadable as error:
            log.warning("delivery_log_not_read", reason=str(error))  # nor would it be next time
        except OutcomeUnknown as error:
            log.warning("delivery_log_not_read", reason=str(error))
            unread.append(error)

    def _closings(self, since: int, until: int, skipped: Skipped) -> Iterator[tuple[int, Activity]]:
        """The latest closing of each conversation, with when it was."""
        latest: dict[int, tuple[int, Activity]] = {}
        for activity in self._dixa.list_activities(_datetime(since), _datetime(until)):
            if activity.kind != CLOSED:
                continue
            at = moment(activity.at)
            if at is None:
                skipped.add(str(activity.conversation), f"it closed at {activity.at!r}: no time")
                continue
            earlier = latest.get(activity.conversation)
            if earlier is None or earlier[0] <= at:
                latest[activity.conversation] = (at, activity)
        yield from latest.values()

    def _is_known(self, organization: str, conversation: str, at: int) -> bool:
        known = closing_times(self._redis, organization, conversation)
        return any(abs(each - at) <= SAME_MS for each in known)

    def _take_in(self, body: bytes, *, conversation: str | None = None) -> str | None:
        reception = receive(body, intake=self._intake, organization=self._organization)
        if reception.status is Status.ACCEPTED:
            return reception.event_id
        if conversation:
            log.info(
                "missed_closing_left_alone",
                conversation=conversation,
                event_id=reception.event_id,
                status=reception.status.value,
            )
        return None


def _bodies(delivered: Iterable[Delivered], since: int, until: int) -> Iterator[bytes]:
    for each in delivered:
        at = moment(each.at) if each.at else None
        if at is None:
            log.warning("delivery_without_a_time", at=each.at)
        elif since <= at <= until:
            yield each.body.encode()


def _datetime(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)
