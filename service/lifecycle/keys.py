"""The names of what is kept in Redis. The scripts build the same names.

rs:survey:<id>             hash: the record
rs:survey:<id>:ledger      list: its history, one JSON object a line
rs:conversation:<key>      hash: what is known of the conversation
rs:conversation:<key>:…    `closings`, `openings`, `surveys`, `offers`: what it is made of
rs:customer:<organization>:<customer id>
                           hash: when they were asked, whether they opted out
rs:event:<event id>        string: this event is known
rs:link:<sha-256>          string: the survey behind a token
rs:due                     sorted set of survey ids: when to look again
rs:due:answers             sorted set: those of `rs:due` whose customers have answered, once more
rs:ended                   sorted set of survey ids: when it was over, until its names are removed
rs:lately-ended            sorted set of survey ids: the same for eight days, whatever is removed
rs:parked                  sorted set of survey ids: since when they wait for a person
rs:disowned                sorted set of survey ids: when their ratings were said to be another's
rs:states                  hash: how many surveys are in each state
rs:quarantine[:<sha-256>]  sorted set, hashes: signed events that can't be read, by what they say
rs:asked-by-others         sorted set of conversations: when it was found that others had asked
rs:workers                 sorted set of worker names: when each was last heard of (seconds)
rs:turn:<name>[:done]      string: who does a task for all workers; when it was last done (seconds)
rs:gate                    hash: the shared limit on calls to Dixa
rs:gate:answers            sorted set: the answers that wait for their turn, until when (ms)
"""

DUE = "rs:due"
DUE_ANSWERS = "rs:due:answers"
ENDED = "rs:ended"
LATELY_ENDED = "rs:lately-ended"
PARKED = "rs:parked"
DISOWNED = "rs:disowned"
STATES = "rs:states"
QUARANTINE = "rs:quarantine"
ASKED_BY_OTHERS = "rs:asked-by-others"
WORKERS = "rs:workers"


def survey(survey_id: str) -> str:
    """The record of a survey."""
    return f"rs:survey:{survey_id}"


def ledger(survey_id: str) -> str:
    """The history of a survey."""
    return f"rs:survey:{survey_id}:ledger"


def conversation(organization: str, conversation_id: str) -> str:
    """How a conversation is named inside the other keys: ids are unique only within Dixa."""
    return f"{organization}:{conversation_id}"


def conversation_hash(key: str) -> str:
    """What is known of a conversation."""
    return f"rs:conversation:{key}"


def customer(organization: str, customer_id: str) -> str:
    """What is known of a customer across conversations."""
    return f"rs:customer:{organization}:{customer_id}"


def link(lookup: str) -> str:
    """The survey behind a token's SHA-256."""
    return f"rs:link:{lookup}"


def quarantined(name: str) -> str:
    """A signed event that can't be read."""
    return f"{QUARANTINE}:{name}"


def turn(name: str) -> str:
    """Who is at a task that one worker does for all."""
    return f"rs:turn:{name}"


def turn_done(name: str) -> str:
    """When such a task was last done."""
    return f"rs:turn:{name}:done"
