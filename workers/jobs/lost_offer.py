"""What became of an offer that was sent and never acknowledged.

First the request is left alone until it must have had its effect. Then the conversation's ratings
are read, twice if need be. An offer is rather not made than made twice.
"""

from service.dixa.schemas import Rating
from service.lifecycle.leases import NOW
from service.lifecycle.reading import own_offers
from service.lifecycle.record import Survey
from service.lifecycle.states import State
from workers.jobs.open_offers import would_be_listed
from workers.take_up import Borrowed

LOOK_AGAIN_SECONDS = 5.0
"""Between two reads that must agree before a lost request is taken for one that did nothing."""


def settle(borrowed: Borrowed) -> None:
    """Find out what became of an offer whose sending was noted, and move the survey on.

    Args:
        borrowed: the survey, offering or unknown.

    Raises:
        DixaError: Dixa could not be read; the fate stays unknown.
        LeaseLost: somebody else has the survey.
    """
    survey, now = borrowed.lease.survey, borrowed.lease.now
    wait = _seconds_left(survey.offer_sent_at, now, borrowed.tools.settings.settle_seconds)
    if wait > 0:
        borrowed.put(State.OFFER_UNKNOWN, reason="its fate is not settled", due_in=wait)
        return
    rows = borrowed.tools.dixa.list_ratings(survey.closing.conversation)
    if found := new_offers(rows, survey, own_offers(borrowed.tools.redis, survey.closing)):
        extra = f", the oldest of {len(found)}" if len(found) > 1 else ""
        borrowed.offered(found[0].id, reason=f"found offer {found[0].id} in Dixa{extra}")
    else:
        _missed(borrowed)


def _missed(borrowed: Borrowed) -> None:
    """Dixa shows no such offer: look again, and then send it again, if that can be relied on."""
    survey, now = borrowed.lease.survey, borrowed.lease.now
    if survey.offer_missed_at is None:
        borrowed.put(
            State.OFFER_UNKNOWN,
            reason="not in Dixa, first look",
            due_in=LOOK_AGAIN_SECONDS,
            fields={"offer_missed_at": NOW},
        )
    elif (wait := _seconds_left(survey.offer_missed_at, now, LOOK_AGAIN_SECONDS)) > 0:
        borrowed.put(State.OFFER_UNKNOWN, due_in=wait)
    elif would_be_listed(borrowed):
        again = {"offer_sent_at": None, "offer_missed_at": None}
        borrowed.put(State.OFFERING, reason="not in Dixa, second look", fields=again)
    else:
        reason = "Dixa lists no open offers, so nobody can tell whether it was made"
        borrowed.put(State.PARKED, reason=reason, due_in=1)


def new_offers(rows: list[Rating], survey: Survey, ours: frozenset[str]) -> list[Rating]:
    """What appeared since the baseline and can be the offer that was sent, oldest first.

    Args:
        rows: Dixa's ratings of the conversation.
        survey: the one that the offer would be of.
        ours: ids of offers that are known for ours.
    """
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
