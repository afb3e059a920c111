"""Bringing a customer the link to their survey, be it the first time or as a reminder."""

from service.delivery.invitation import Purpose, invitation
from service.delivery.message import MessageDelivery
from service.lifecycle import keys
from service.lifecycle.links import lookup_key
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
    way = tools.ways.named(name)
    if name == MessageDelivery.name:
        tools.leases.will_write_to(borrowed.lease)
    url, rule = _link(tools, survey), tools.rule(survey.rule)
    way.deliver(invitation(survey, rule, url=url, purpose=purpose))


def _link(tools: Tools, survey: Survey) -> str:
    # The secret key may have been changed since the offer, when the link's token was stored.
    tools.redis.set(keys.link(lookup_key(tools.links.token(survey.id))), survey.id)
    return tools.links.url(tools.settings.public_url, survey.id)
