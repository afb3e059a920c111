"""The states of a survey and their order.

    received ─▶ scheduled ─▶ offering ─▶ offered ─▶ invited ─▶ answered ─▶ submitting ─▶ submitted
       │                     offer_unknown                                submit_unknown
       └▶ suppressed         └▶ any open state: superseded · cancelled · expired · parked · erased

A state has a rank and a survey only moves to an equal or higher one. `offering` and
`offer_unknown` share a rank because a request may be repeated once Dixa has said that the
earlier one did nothing; `submitting` and `submit_unknown` likewise. `parked` waits for a person,
remembers where it came from, and is left only by hand, by an answer, or by expiring.

Three ways lead back, each a script's own. A parked survey goes on from where it stopped (`retry`,
`answer`). A customer who disowns an answer leads their survey back to `invited`, while nobody has
begun to submit it (`disown_answer`). And the audit has an answer that Dixa has lost submitted once
more, from `submitted` (`resubmit`). `erased` is for what a person has removed; nothing sets it yet.
"""

from enum import StrEnum


class State(StrEnum):
    """Where a survey is in its life."""

    RECEIVED = "received"
    SCHEDULED = "scheduled"
    OFFERING = "offering"
    OFFER_UNKNOWN = "offer_unknown"
    OFFERED = "offered"
    INVITED = "invited"
    ANSWERED = "answered"
    SUBMITTING = "submitting"
    SUBMIT_UNKNOWN = "submit_unknown"
    PARKED = "parked"
    SUBMITTED = "submitted"
    SUPPRESSED = "suppressed"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    ERASED = "erased"


RANKS: dict[State, int] = {
    State.RECEIVED: 10,
    State.SCHEDULED: 20,
    State.OFFERING: 30,
    State.OFFER_UNKNOWN: 30,
    State.OFFERED: 40,
    State.INVITED: 50,
    State.ANSWERED: 60,
    State.SUBMITTING: 70,
    State.SUBMIT_UNKNOWN: 70,
    State.PARKED: 80,
    State.SUBMITTED: 90,
    State.SUPPRESSED: 90,
    State.EXPIRED: 90,
    State.SUPERSEDED: 90,
    State.CANCELLED: 90,
    State.ERASED: 100,
}

ENDED = frozenset(state for state, rank in RANKS.items() if rank >= RANKS[State.SUBMITTED])
UNSETTLED = frozenset({State.OFFERING, State.OFFER_UNKNOWN})
ANSWERABLE = frozenset({State.OFFERED, State.INVITED})
HOLDS_AN_ANSWER = frozenset(
    {State.ANSWERED, State.SUBMITTING, State.SUBMIT_UNKNOWN, State.SUBMITTED}
)
