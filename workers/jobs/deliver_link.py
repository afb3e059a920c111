"""Bring the customer the link: by the first way of the rule that reaches them.

Safe to run twice: a message carries an id that Dixa takes only once, an event one that its receiver
knows, and a mail a Message-ID made from the survey's.
"""

from dataclasses import replace

from service.delivery.errors import Undeliverable
from service.delivery.invitation import Purpose
from service.lifecycle.leases import NOW
from service.lifecycle.states import State
from service.rules.timing import reminder_due_at
from workers.bring import bring
from workers.jobs.await_answer import wait_for
from workers.take_up import Borrowed, take_up

STATES = frozenset({State.OFFERED})


def deliver_link(survey_id: str) -> None:
    """Move an offered survey to invited."""
    take_up(survey_id, STATES, _step)


def _step(borrowed: Borrowed) -> None:
    survey = borrowed.lease.survey
    if survey.is_over(borrowed.lease.now):
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
    survey, now = borrowed.lease.survey, borrowed.lease.now
    try:
        bring(borrowed, name, Purpose.INVITATION)
    except Undeliverable as error:
        next_step = survey.delivery_step + 1
        reason = f"{name}: {error}"
        borrowed.put(State.OFFERED, reason=reason, fields={"delivery_step": next_step})
    else:
        rule = borrowed.tools.rule(survey.rule)
        remind_at = reminder_due_at(rule, invited_at=now, expires_at=survey.expires_at or now)
        borrowed.put(
            State.INVITED,
            reason=name,
            due_in=wait_for(replace(survey, remind_at=remind_at), now=now),
            fields={
                "delivered_by": name,
                "invited_at": NOW,
                "remind_at": remind_at,
                "attempts": 0,
            },
        )
