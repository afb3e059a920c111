"""What earlier askings mean for asking now: of the conversation, and of the customer elsewhere.

Only what is known here is looked at; it costs no call to Dixa. Whether another conversation of the
customer is being asked about at this very moment is settled later, when the offer begins.
"""

from enum import Enum, auto

from service.lifecycle.reading import reopened_at, surveys_of
from service.lifecycle.record import Survey
from service.lifecycle.states import ANSWERABLE, UNSETTLED
from workers.take_up import Borrowed


class Obstacle(Enum):
    """Why a conversation can't be asked about now."""

    REOPENED = auto()
    UNSETTLED = auto()
    OPTED_OUT = auto()
    COOL_DOWN = auto()


def look_back(borrowed: Borrowed) -> Obstacle | Survey | None:
    """What stands before a new offer.

    Returns:
        An obstacle; or the unanswered survey whose open offer serves this one too, being for the
        same agent and rating type; or None.
    """
    survey, now = borrowed.lease.survey, borrowed.lease.now
    closing, redis = survey.closing, borrowed.tools.redis
    if reopened_at(redis, closing) > closing.closed_at:
        return Obstacle.REOPENED
    every = surveys_of(redis, closing.organization, closing.conversation)
    earlier = [other for other in every if other.id != survey.id and other.cycle <= survey.cycle]
    if any(other.state in UNSETTLED for other in earlier):
        return Obstacle.UNSETTLED
    customers = borrowed.tools.customers
    if customers.is_opted_out(closing):
        return Obstacle.OPTED_OUT
    asked_at = max(
        customers.asked_at(closing, survey.asked_type),
        *(other.offered_at or 0 for other in earlier),
        0,
    )
    if asked_at and now - asked_at < (survey.cooldown_ms or 0):
        return Obstacle.COOL_DOWN
    return next((other for other in earlier if _serves(other, survey)), None)


def _serves(other: Survey, survey: Survey) -> bool:
    agents = [each.closing.agent.id if each.closing.agent else None for each in (other, survey)]
    is_same = agents[0] == agents[1] and other.rating_type == survey.rating_type
    is_open = other.underlying_state in ANSWERABLE and other.answered_at is None
    return is_open and other.offer_id is not None and is_same
