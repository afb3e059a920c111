"""Bring the customer the link: by the first way of the rule that reaches them.

Safe to run twice: a message carries an id that Dixa takes only once, and a mail a Message-ID made
from the survey's.
"""

from service.delivery.errors import Undeliverable
from service.delivery.invitation import invitation
from service.delivery.message import MessageDelivery
from service.lifecycle import keys
from service.lifecycle.leases import NOW
from service.lifecycle.links import lookup_key
from service.lifecycle.record import Survey
from service.lifecycle.states import State
from workers.take_up import Borrowed, take_up
from workers.tools import Tools

STATES = frozenset({State.OFFERED})


def deliver_link(survey_id: str) -> None:
    """Move an offered survey to invited."""
    take_up(survey_id, STATES, _step)


def _step(borrowed: Borrowed) -> None:
    survey = borrowed.lease.survey
    if survey.expires_at is not None and survey.expires_at <= borrowed.lease.now:
        borrowed.put(State.EXPIRED, reason="it could not be delivered in time")
    elif borrowed.tools.customers.is_opted_out(survey.closing):
        # They said so after the offer was made. It counts in Dixa, so this is no suppressed survey.
        borrowed.put(State.EXPIRED, reason="the customer does not want to be asked")
    elif survey.delivery_step >= len(survey.deliver):
        # Whoever puts it on its way again by hand means every way anew.
        anew = {"delivery_step": 0}
        borrowed.put(State.PARKED, reason="no way reached the customer", due_in=1, fields=anew)
    else:
        _deliver(borrowed, survey.deliver[survey.delivery_step])


def _deliver(borrowed: Borrowed, name: str) -> None:
    tools, survey = borrowed.tools, borrowed.lease.survey
    try:
        way = tools.ways.named(name)
        if name == MessageDelivery.name:
            tools.leases.will_write_to(borrowed.lease)
        way.deliver(invitation(survey, tools.rule(survey.rule), url=_link(tools, survey)))
    except Undeliverable as error:
        next_step = survey.delivery_step + 1
        reason = f"{name}: {error}"
        borrowed.put(State.OFFERED, reason=reason, fields={"delivery_step": next_step})
    else:
        left = (survey.expires_at or 0) - borrowed.lease.now
        borrowed.put(
            State.INVITED,
            reason=name,
            due_in=max(1, left / 1000),
            fields={"delivered_by": name, "invited_at": NOW, "attempts": 0},
        )


def _link(tools: Tools, survey: Survey) -> str:
    # The secret key may have been changed since the offer, when the link's token was stored.
    tools.redis.set(keys.link(lookup_key(tools.links.token(survey.id))), survey.id)
    return tools.links.url(tools.settings.public_url, survey.id)
