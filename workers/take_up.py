"""Taking a survey up, and putting it down again whatever happens.

Every job is a step: it gets a survey that nobody else holds and moves it on. What can go wrong in
any step is settled here, once:

    the survey is not there, busy, not due, or past this step    nothing to do
    Dixa's gate is shut                                          later; no attempt is counted
    nothing was sent, or who delivers asks to come back          later, and later each time
    a question to Dixa got no answer, or the job took too long   the same; an answer that has been
                                                                 tried for a day: parked
    Dixa refuses, or a record can't be read                      parked for a person
    somebody else has taken the survey over                      stop
    anything else                                                the lease lapses, the sweep retries
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from logging import DEBUG, WARNING
from random import uniform

import structlog
from rq.timeouts import JobTimeoutException

from service.delivery.errors import NotNow
from service.dixa.errors import GateShut, NotSent, OutcomeUnknown, Rejected
from service.lifecycle.errors import RecordUnreadable
from service.lifecycle.leases import Lease, LeaseLost, NotBegun, NotClaimed, Value
from service.lifecycle.links import lookup_key
from service.lifecycle.states import ENDED, HOLDS_AN_ANSWER, State
from workers.tools import Tools, installed

FIRST_WAIT_SECONDS = 5.0
LONGEST_WAIT_SECONDS = 600.0
MOST_ATTEMPTS = 150
"""About a day of them. An answer never expires: if it is Dixa's reply that is in the way, and not
a Dixa that is away, then somebody must hear of it."""

SPREAD_SECONDS = 10.0
"""What waited behind a shut gate comes back spread over so long; customers' answers before it."""

log = structlog.get_logger()


@dataclass(slots=True)
class Borrowed:
    """A survey in a worker's hands.

    Args:
        tools: the worker's.
        lease: the survey, as changed since by this worker.
    """

    tools: Tools
    lease: Lease

    def keep(
        self,
        *,
        to: State | None = None,
        reason: str = "",
        fields: Mapping[str, Value] | None = None,
    ) -> None:
        """Change the survey, perhaps its state, and go on holding it.

        Raises:
            LeaseLost: somebody else has it; nothing was changed.
        """
        before = self.lease
        self.lease = self.tools.leases.keep(before, fields or {}, to=to, reason=reason)
        if to:
            _log_moved(before, to, reason)

    def put(
        self,
        to: State,
        *,
        reason: str = "",
        due_in: float = 0,
        fields: Mapping[str, Value] | None = None,
    ) -> None:
        """Move the survey and give it back; what is due at once is hinted at once.

        Raises:
            LeaseLost: somebody else has it; nothing was changed.
        """
        self.tools.leases.release(self.lease, to, reason=reason, due_in=due_in, fields=fields)
        _log_moved(self.lease, to, reason)
        if due_in <= 0 and to not in ENDED:
            self.tools.hints.send([(self.lease.survey.id, to)])

    def begin_offer(self, fields: Mapping[str, Value]) -> NotBegun | None:
        """Move the survey to offering, if this customer may be asked now, and go on holding it.

        Returns:
            Why not; or None.

        Raises:
            LeaseLost: somebody else has it; nothing was changed.
        """
        before = self.lease
        begun = self.tools.leases.begin_offer(before, fields)
        if isinstance(begun, NotBegun):
            return begun
        self.lease = begun
        _log_moved(before, State.OFFERING, "")
        return None

    def offered(self, offer_id: str, *, reason: str, predecessor: str = "") -> None:
        """Note Dixa's offer and give the survey back, to have its link delivered at once.

        Args:
            offer_id: Dixa's id of the offer.
            reason: for the ledger.
            predecessor: the survey whose open offer this is, if it was taken over.

        Raises:
            LeaseLost: somebody else has it; nothing was changed.
            Overtaken: the predecessor's offer is open no more; nothing was changed.
        """
        tools, survey_id = self.tools, self.lease.survey.id
        link = lookup_key(tools.links.token(survey_id))
        tools.leases.offered(
            self.lease, offer_id, link=link, predecessor=predecessor, reason=reason
        )
        _log_moved(self.lease, State.OFFERED, reason)
        tools.hints.send([(survey_id, State.OFFERED)])

    def put_off(
        self,
        error: Exception,
        *,
        to: State | None = None,
        at_least: float = 0,
        fields: Mapping[str, Value] | None = None,
    ) -> None:
        """Give the survey back for later, because of an error that passes by itself.

        One that does not pass for a day leaves an answer to a person.

        Args:
            error: why; behind a shut gate no attempt is counted.
            to: another state than the survey's.
            at_least: seconds to wait, if the attempts so far ask for less.
            fields: changes.

        Raises:
            LeaseLost: somebody else has it; nothing was changed.
        """
        survey = self.lease.survey
        if isinstance(error, GateShut):
            due_in = error.retry_in + _spread(survey.state)
            attempts = survey.attempts
        else:
            due_in = max(at_least, wait_seconds(survey.attempts))
            attempts = survey.attempts + 1
        fields = {"attempts": attempts, **(fields or {})}
        if attempts >= MOST_ATTEMPTS and _stands_in_the_way(error, survey.state):
            self.put(State.PARKED, reason=f"tried for a day: {error}", due_in=1, fields=fields)
        else:
            self.put(to or survey.state, reason=str(error), due_in=due_in, fields=fields)


Step = Callable[[Borrowed], None]


def take_up(survey_id: str, states: frozenset[State], step: Step) -> None:
    """Carry out a step on a survey, if it is in one of the states and free.

    Args:
        survey_id: which.
        states: those in which the step has something to do.
        step: moves the survey on, or raises.
    """
    tools = installed()
    lease = tools.leases.claim(survey_id, states)
    if isinstance(lease, NotClaimed):
        level = WARNING if lease is NotClaimed.UNREADABLE else DEBUG
        log.log(level, "survey_not_taken_up", survey_id=survey_id, why=lease.value)
        return
    borrowed = Borrowed(tools, lease)
    try:
        _carry_out(step, borrowed)
    except LeaseLost:
        log.info("lease_lost", survey_id=survey_id)


def wait_seconds(attempts: int) -> float:
    """How long to wait after so many failures: doubling, bounded, and never quite the same."""
    longest = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** min(attempts, 10))
    return longest * uniform(0.8, 1.2)  # noqa: S311 - no secret


def _stands_in_the_way(error: Exception, state: State) -> bool:
    return state in HOLDS_AN_ANSWER and not isinstance(error, NotSent)


def _spread(state: State) -> float:
    return 0.0 if state in HOLDS_AN_ANSWER else uniform(0, SPREAD_SECONDS)  # noqa: S311 - no secret


def _carry_out(step: Step, borrowed: Borrowed) -> None:
    try:
        step(borrowed)
    except NotNow as error:
        borrowed.put_off(error, at_least=error.retry_in)
    except (NotSent, OutcomeUnknown, JobTimeoutException) as error:
        borrowed.put_off(error)
    except Rejected as error:
        borrowed.put(State.PARKED, reason=f"Dixa refuses: {error}", due_in=1)
    except RecordUnreadable as error:
        # Of an earlier survey of the conversation: whether it was asked about is not known.
        borrowed.put(State.PARKED, reason=str(error), due_in=1)


def _log_moved(lease: Lease, to: State, reason: str) -> None:
    survey = lease.survey
    ids = {"survey_id": survey.id, "conversation": survey.closing.conversation}
    if to != survey.state:
        before, after = survey.state.value, to.value
        log.info("survey_moved", **ids, before=before, after=after, reason=reason or None)
    elif reason:
        log.info("survey_waits", **ids, state=to.value, reason=reason)
