"""Decide whether, and by which rule, the customer of a closed conversation is asked.

It costs no call to Dixa: all that is looked up is the record. Safe to run twice: only a survey that
is still undecided takes the decision.
"""

import json

from service.lifecycle.states import State
from service.rules.decide import Suppress
from service.rules.decide import decide as decide_by_rules
from service.rules.hurdles import Outlook
from service.rules.survey_rule import SurveyRule
from service.rules.timing import asking_times, in_milliseconds
from workers.take_up import Borrowed, take_up

STATES = frozenset({State.RECEIVED})


def decide(survey_id: str) -> None:
    """Move a received survey to scheduled or suppressed."""
    take_up(survey_id, STATES, _step)


def _step(borrowed: Borrowed) -> None:
    tools = borrowed.tools
    closing = borrowed.lease.survey.closing
    outlook = Outlook(reachable=tools.ways.reaching, past=tools.customers, now=borrowed.lease.now)
    decision = decide_by_rules(closing, tools.settings.surveys, outlook)
    if isinstance(decision, Suppress):
        borrowed.put(State.SUPPRESSED, reason=decision.reason)
    else:
        _schedule(borrowed, decision.rule)


def _schedule(borrowed: Borrowed, rule: SurveyRule) -> None:
    closing, now = borrowed.lease.survey.closing, borrowed.lease.now
    times = asking_times(closing, rule)
    if times.expires_at <= now:
        borrowed.put(State.EXPIRED, reason="the event came too late")
        return
    borrowed.put(
        State.SCHEDULED,
        reason=f"survey {rule.name}",
        due_in=max(0, times.offer_due_at - now) / 1000,
        fields={
            "rule": rule.name,
            "rating_type": rule.rating.value,
            "deliver": json.dumps(borrowed.tools.ways.reaching(closing, rule)),
            "cooldown_ms": in_milliseconds(rule.cooldown),
            "hold_ms": in_milliseconds(rule.hold),
            "expires_at": times.expires_at,
        },
    )
