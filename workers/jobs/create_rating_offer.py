"""Create the rating offer in Dixa, for the agent who handled the conversation.

Dixa has no idempotency of any kind, and counts offers. So the intent is noted in the record before
the request is sent, and a request whose fate is unknown is never sent again on doubt: first the
conversation's ratings are read, after the request has had time to take effect.

Safe to run twice: an intent that is noted is settled before anything is sent.
"""

import json
from datetime import UTC, datetime

from service.dixa.errors import NotSent, OutcomeUnknown
from service.dixa.schemas import Rating
from service.lifecycle.leases import NOW
from service.lifecycle.links import lookup_key
from service.lifecycle.reading import own_offers
from service.lifecycle.record import Survey
from service.lifecycle.states import State
from service.rules.decide import SuppressReason
from workers.jobs.earlier_askings import Obstacle, look_back
from workers.take_up import Borrowed, take_up

STATES = frozenset({State.SCHEDULED, State.OFFERING, State.OFFER_UNKNOWN})
ASKED = frozenset({"Offered", "Scheduled", "Rated"})
LOOK_AGAIN_SECONDS = 5.0
"""Between two reads that must agree before a lost request is taken for one that did nothing."""


def create_rating_offer(survey_id: str) -> None:
    """Move a scheduled survey to offered, through offering."""
    take_up(survey_id, STATES, _step)


def _step(borrowed: Borrowed) -> None:
    survey = borrowed.lease.survey
    if survey.offer_sent_at is not None:
        _settle(borrowed)
    elif survey.expires_at is not None and survey.expires_at <= borrowed.lease.now:
        borrowed.put(State.EXPIRED, reason="it could not be offered in time")
    else:
        _offer(borrowed)


def _offer(borrowed: Borrowed) -> None:
    obstacle = look_back(borrowed)
    if obstacle is Obstacle.UNSETTLED:
        borrowed.put(
            borrowed.lease.survey.state, reason="an earlier asking is not settled", due_in=10
        )
    elif obstacle is Obstacle.COOL_DOWN:
        borrowed.put(State.SUPPRESSED, reason=SuppressReason.COOL_DOWN)
    elif isinstance(obstacle, Survey):
        _take_over(borrowed, obstacle)
    elif _has_baseline(borrowed):
        _send(_holding(borrowed, State.OFFERING))


def _take_over(borrowed: Borrowed, earlier: Survey) -> None:
    """Use the open offer of the earlier survey: a second would lower the response rate."""
    holding = _holding(borrowed, State.OFFERING)
    offer_id = str(earlier.offer_id)
    _offered(holding, offer_id, reason="the open offer is taken over", predecessor=earlier.id)


def _has_baseline(borrowed: Borrowed) -> bool:
    """Note what Dixa knows already; without it a lost offer could not be told from an older one."""
    survey = borrowed.lease.survey
    if survey.baseline is not None:
        return True
    rows = borrowed.tools.dixa.list_ratings(survey.closing.conversation)
    ours = own_offers(borrowed.tools.redis, survey.closing)
    if any(row.id not in ours and row.status in ASKED for row in rows):
        borrowed.put(State.SUPPRESSED, reason=SuppressReason.ALREADY_ASKED)
        return False
    baseline = json.dumps(sorted({row.id for row in rows}))
    borrowed.tools.leases.keep(borrowed.lease, {"baseline": baseline})
    return True


def _send(holding: Borrowed) -> None:
    lease, closing = holding.lease, holding.lease.survey.closing
    if closing.agent is None:
        raise AssertionError("a survey without an agent is suppressed before it is offered")
    try:
        offer_id = holding.tools.dixa.create_rating_offer(
            closing.conversation,
            user_id=closing.customer.id,
            agent_id=closing.agent.id,
            rating_type=lease.survey.asked_type,
            offered_at=datetime.fromtimestamp(lease.now / 1000, UTC),
            before_sending=lambda: _note_intent(holding),
        )
    except NotSent as error:
        holding.put_off(error, fields={"offer_sent_at": None})
    except OutcomeUnknown as error:
        settle = holding.tools.settings.settle_seconds
        holding.put(State.OFFER_UNKNOWN, reason=str(error), due_in=settle)
    else:
        _offered(holding, offer_id, reason=f"offer {offer_id}")


def _note_intent(holding: Borrowed) -> None:
    holding.tools.leases.keep(holding.lease, {"offer_sent_at": NOW}, reason="sending the offer")


def _offered(holding: Borrowed, offer_id: str, *, reason: str, predecessor: str = "") -> None:
    tools, survey_id = holding.tools, holding.lease.survey.id
    link = lookup_key(tools.links.token(survey_id))
    tools.leases.offered(holding.lease, offer_id, link=link, predecessor=predecessor, reason=reason)
    tools.hints.send([(survey_id, State.OFFERED)])


def _settle(borrowed: Borrowed) -> None:
    """Find out what became of a request: wait until it has had its effect, then read, twice."""
    survey, now = borrowed.lease.survey, borrowed.lease.now
    wait = _seconds_left(survey.offer_sent_at, now, borrowed.tools.settings.settle_seconds)
    if wait > 0:
        borrowed.put(State.OFFER_UNKNOWN, reason="its fate is not settled", due_in=wait)
        return
    rows = borrowed.tools.dixa.list_ratings(survey.closing.conversation)
    found = _new_offers(rows, survey, own_offers(borrowed.tools.redis, survey.closing))
    if found:
        extra = f", the oldest of {len(found)}" if len(found) > 1 else ""
        _offered(borrowed, found[0].id, reason=f"found offer {found[0].id} in Dixa{extra}")
    elif survey.offer_missed_at is None:
        borrowed.put(
            State.OFFER_UNKNOWN,
            reason="not in Dixa, first look",
            due_in=LOOK_AGAIN_SECONDS,
            fields={"offer_missed_at": NOW},
        )
    elif (wait := _seconds_left(survey.offer_missed_at, now, LOOK_AGAIN_SECONDS)) > 0:
        borrowed.put(State.OFFER_UNKNOWN, due_in=wait)
    else:
        again = {"offer_sent_at": None, "offer_missed_at": None}
        borrowed.put(State.OFFERING, reason="not in Dixa, second look", fields=again)


def _new_offers(rows: list[Rating], survey: Survey, ours: frozenset[str]) -> list[Rating]:
    """What appeared since the baseline and can be the offer that was sent, oldest first."""
    known = ours | frozenset(survey.baseline or ())
    agent = survey.closing.agent
    fitting = {
        row.id: row
        for row in rows
        if row.id not in known
        and row.type == survey.rating_type
        and row.status not in {"Rated", "Cancelled"}
        and (row.agent_id is None or agent is None or row.agent_id == agent.id)
    }
    return sorted(fitting.values(), key=lambda row: row.since)


def _seconds_left(since: int | None, now: int, seconds: float) -> float:
    return seconds - (now - (since or 0)) / 1000


def _holding(borrowed: Borrowed, state: State) -> Borrowed:
    return Borrowed(borrowed.tools, borrowed.tools.leases.keep(borrowed.lease, {}, to=state))
