"""Create the rating offer in Dixa, for the agent who handled the conversation.

Dixa has no idempotency of any kind, and counts offers. So the intent is noted in the record before
the request is sent, and a request whose fate is unknown is never sent again on doubt: first the
conversation's ratings are read, after the request has had time to take effect.

Safe to run twice: an intent that is noted is settled before anything is sent.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from service.dixa.errors import NotSent, OutcomeUnknown
from service.dixa.schemas import Rating
from service.lifecycle.leases import NOW, NotBegun, Overtaken, Value
from service.lifecycle.other_askers import OtherAskers
from service.lifecycle.reading import own_offers
from service.lifecycle.record import Survey
from service.lifecycle.states import State
from service.rules.reasons import SuppressReason
from workers.jobs.earlier_askings import Obstacle, look_back
from workers.jobs.last_look import may_be_asked
from workers.jobs.lost_offer import new_offers, settle
from workers.take_up import Borrowed, take_up

STATES = frozenset({State.SCHEDULED, State.OFFERING, State.OFFER_UNKNOWN})
UNSETTLED_WAIT_SECONDS = 10.0
"""Between two looks at whether another asking of the same customer has come to something."""


def create_rating_offer(survey_id: str) -> None:
    """Move a scheduled survey to offered, through offering."""
    take_up(survey_id, STATES, _step)


def _step(borrowed: Borrowed) -> None:
    survey = borrowed.lease.survey
    if survey.is_over(borrowed.lease.now):
        borrowed.put(State.EXPIRED, reason="it was not certainly offered in time")
    elif survey.offer_sent_at is not None:
        settle(borrowed)
    else:
        _offer(borrowed)


def _offer(borrowed: Borrowed) -> None:
    match look_back(borrowed):
        case Obstacle.REOPENED:
            borrowed.put(State.CANCELLED, reason="reopened")
        case Obstacle.UNSETTLED:
            _wait(borrowed)
        case Obstacle.OPTED_OUT:
            borrowed.put(State.SUPPRESSED, reason=SuppressReason.OPTED_OUT)
        case Obstacle.COOL_DOWN:
            borrowed.put(State.SUPPRESSED, reason=SuppressReason.COOL_DOWN)
        case earlier:
            _ask(borrowed, earlier)


def _ask(borrowed: Borrowed, earlier: Survey | None) -> None:
    if not may_be_asked(borrowed):
        return
    if earlier:
        _take_over(borrowed, earlier)
    else:
        _offer_anew(borrowed)


def _wait(borrowed: Borrowed) -> None:
    state = borrowed.lease.survey.state
    borrowed.put(state, reason="an earlier asking is not settled", due_in=UNSETTLED_WAIT_SECONDS)


def _begin(borrowed: Borrowed, fields: Mapping[str, Value]) -> bool:
    """Take the customer's turn; if that can't be had, the survey is put down."""
    match borrowed.begin_offer(fields):
        case None:
            return True
        case NotBegun.UNSETTLED:
            _wait(borrowed)
        case NotBegun.OPTED_OUT:
            borrowed.put(State.SUPPRESSED, reason=SuppressReason.OPTED_OUT)
        case NotBegun.COOL_DOWN:
            borrowed.put(State.SUPPRESSED, reason=SuppressReason.COOL_DOWN)
    return False


def _take_over(borrowed: Borrowed, earlier: Survey) -> None:
    """Use the open offer of the earlier survey: a second would lower the response rate."""
    if not _begin(borrowed, {}):
        return
    reason = "the open offer is taken over"
    try:
        borrowed.offered(str(earlier.offer_id), reason=reason, predecessor=earlier.id)
    except Overtaken:  # what is to be done now is decided anew
        borrowed.put(State.OFFERING, reason="the open offer has just been settled")


def _offer_anew(borrowed: Borrowed) -> None:
    """Look what Dixa knows already, however often this was begun, and note it the first time.

    Without the note a lost offer could not be told from an older one. And without the look an offer
    would be made twice whose record is older than it: that of a backup, or of a replica.
    """
    survey = borrowed.lease.survey
    rows = borrowed.tools.dixa.list_ratings(survey.closing.conversation)
    ours = own_offers(borrowed.tools.redis, survey.closing)
    if made := _made_before(survey, rows, ours):
        borrowed.offered(made.id, reason=f"found offer {made.id} in Dixa")
    elif any(row.id not in ours and row.is_asking for row in rows):
        # Nobody is asked twice.
        OtherAskers(borrowed.tools.redis).seen(survey.closing)
        borrowed.put(State.SUPPRESSED, reason=SuppressReason.ALREADY_ASKED)
    elif _begin(borrowed, _baseline(survey, rows)):
        _send(borrowed)


def _made_before(survey: Survey, rows: list[Rating], ours: frozenset[str]) -> Rating | None:
    """The open offer that this survey has made, although its record has forgotten that it did."""
    if survey.baseline is None:
        return None
    return next((row for row in new_offers(rows, survey, ours) if row.came_through_the_api), None)


def _baseline(survey: Survey, rows: list[Rating]) -> dict[str, Value]:
    if survey.baseline is not None:
        return {}
    return {"baseline": json.dumps(sorted({row.id for row in rows}))}


def _send(borrowed: Borrowed) -> None:
    lease, closing = borrowed.lease, borrowed.lease.survey.closing
    if closing.agent is None:
        raise AssertionError("a survey without an agent is suppressed before it is offered")
    try:
        offer_id = borrowed.tools.dixa.create_rating_offer(
            closing.conversation,
            user_id=closing.customer.id,
            agent_id=closing.agent.id,
            rating_type=lease.survey.asked_type,
            offered_at=datetime.fromtimestamp(lease.now / 1000, UTC),
            before_sending=lambda: _note_intent(borrowed),
        )
    except NotSent as error:
        borrowed.put_off(error, fields={"offer_sent_at": None})
    except OutcomeUnknown as error:
        settled_in = borrowed.tools.settings.settle_seconds
        borrowed.put_off(error, to=State.OFFER_UNKNOWN, at_least=settled_in)
    else:
        borrowed.offered(offer_id, reason=f"offer {offer_id}")


def _note_intent(borrowed: Borrowed) -> None:
    borrowed.keep(fields={"offer_sent_at": NOW}, reason="sending the offer")
