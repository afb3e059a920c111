"""Bringing a customer the link to their survey, be it the first time or as a reminder."""

from service.delivery.errors import Undeliverable
from service.delivery.invitation import Invitation, Purpose, invitation
from service.delivery.message import MessageDelivery
from service.dixa.errors import NotSent
from service.lifecycle.links import remember_link
from service.lifecycle.own_messages import OwnMessages
from service.lifecycle.record import Survey
from workers.take_up import Borrowed
from workers.tools import Tools


def bring(borrowed: Borrowed, name: str, purpose: Purpose) -> None:
    """Bring the link.

    Args:
        borrowed: the survey, which is offered.
        name: of the way.
        purpose: what the customer is told that it is.

    Raises:
        Undeliverable: not this way.
        NotNow: later.
        DixaError: `NotSent` or `OutcomeUnknown`: later.
    """
    tools, survey = borrowed.tools, borrowed.lease.survey
    url, rule = _link(tools, survey), tools.rule(survey.rule)
    brought = invitation(survey, rule, url=url, purpose=purpose)
    if name == MessageDelivery.name:
        _post(borrowed, brought)
    else:
        tools.ways.named(name).deliver(brought)


def _post(borrowed: Borrowed, brought: Invitation) -> None:
    closing, now = borrowed.lease.survey.closing, borrowed.lease.now
    ours = OwnMessages(borrowed.tools.redis)
    before = ours.will_be_posted(closing, brought.delivery_id, now=now)
    try:
        borrowed.tools.ways.named(MessageDelivery.name).deliver(brought)
    except (NotSent, Undeliverable):
        ours.was_not_posted(closing, before)
        raise


def _link(tools: Tools, survey: Survey) -> str:
    remember_link(tools.redis, tools.links.token(survey.id), survey.id)
    return tools.links.url(tools.settings.public_url, survey.id)
