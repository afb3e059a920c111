"""Which requests Dixa carried out so late that nobody could know that they were not lost."""

from collections.abc import Iterable, Iterator

from service.sandbox.played_dixa import Call
from tests.chaos.clockwork import FACTOR, HTTP_TIMEOUT_SECONDS, SETTLE_SECONDS
from tests.chaos.evidence import Evidence

LONGEST_FREEZE_SECONDS = 120 / FACTOR
ON_ITS_WAY_SECONDS = HTTP_TIMEOUT_SECONDS + LONGEST_FREEZE_SECONDS + 2
"""So long after it was noted a request may come: its worker may have been frozen in between. What
comes later still was not noted, and nothing is excused by what was noted for another."""


def is_late(evidence: Evidence, call: Call) -> bool:
    """Whether it was carried out later than the settle time after the service had noted it."""
    return (call.committed_at or call.at) - _sent_at(evidence, call) > SETTLE_SECONDS


def on_time(evidence: Evidence, calls: Iterable[Call]) -> list[Call]:
    """Those that were not late."""
    return [call for call in calls if not is_late(evidence, call)]


def has_late_offer(evidence: Evidence, conversation: int) -> bool:
    """Whether any offer of a conversation was late."""
    return any(is_late(evidence, call) for call in evidence.dixa.offers(conversation))


def late_requests(evidence: Evidence) -> list[Call]:
    """Everything that Dixa did so late."""
    return [call for call in evidence.dixa.calls() if call.committed and is_late(evidence, call)]


def _sent_at(evidence: Evidence, call: Call) -> float:
    noted = max((at for at in _noted(evidence, call) if at <= call.at), default=call.at)
    return noted if call.at - noted <= ON_ITS_WAY_SECONDS else call.at


def _noted(evidence: Evidence, call: Call) -> Iterator[float]:
    remembered = evidence.record.conversations.get(call.conversation or 0)
    for survey in remembered.surveys if remembered else ():
        if call.endpoint == "submit":
            yield from survey.answering
        elif call.endpoint == "offer" and call.body["agentId"] == survey.agent:
            yield from survey.offering
