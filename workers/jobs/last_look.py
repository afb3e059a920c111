"""The last look at a conversation before its customer is asked.

Events tell what a conversation was. Dixa alone knows what it is now, whether it hangs on another
one, and whether its customer has been anonymised, of which there is no event. That costs one call
more for each asking, and none for a conversation that nobody is asked about.
"""

from service.dixa.schemas import Standing
from service.lifecycle.leases import NOW
from service.lifecycle.states import State
from service.rules.reasons import SuppressReason
from workers.take_up import Borrowed

_OPEN = frozenset({"Open", "Pending", "AwaitingPending"})
_LINKS = {
    "SideConversation": SuppressReason.SIDE_CONVERSATION,
    "EmailForward": SuppressReason.FORWARDED,
}
"""A `FollowUp` is a conversation of the customer's like any other."""


def may_be_asked(borrowed: Borrowed) -> bool:
    """Whether the conversation is still one to ask about; if not, the survey is put down.

    Raises:
        DixaError: Dixa could not be asked.
        LeaseLost: somebody else has the survey.
    """
    found = borrowed.tools.dixa.get_standing(borrowed.lease.survey.closing.conversation)
    if reason := _reason_not_to_ask(found):
        borrowed.put(State.SUPPRESSED, reason=reason)
        return False
    if found.state in _OPEN:
        _wait_or_call_off(borrowed)
        return False
    if found.language and found.language != borrowed.lease.survey.language:
        # For the mail and the page, which are to speak it too.
        borrowed.keep(fields={"language": found.language})
    return True


def _reason_not_to_ask(found: Standing) -> SuppressReason | None:
    if found.is_anonymized:
        return SuppressReason.ANONYMISED
    return _LINKS.get(found.link or "")


def _wait_or_call_off(borrowed: Borrowed) -> None:
    """Put down a survey whose conversation Dixa calls open, though no event says so.

    Right after closing, what Dixa answers may lag behind what it has told us. Only a conversation
    that is still open when a change has had time to show was opened again.
    """
    survey, now = borrowed.lease.survey, borrowed.lease.now
    settle = borrowed.tools.settings.settle_seconds
    if survey.found_open_at is None:
        fields = {"found_open_at": NOW}
        borrowed.put(survey.state, reason="Dixa says that it is open", due_in=settle, fields=fields)
    elif (left := settle - (now - survey.found_open_at) / 1000) > 0:
        borrowed.put(survey.state, due_in=left)
    else:
        borrowed.put(State.CANCELLED, reason="reopened")
