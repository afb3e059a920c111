"""The reasons not to ask, in words for the record and in words for people."""

from collections.abc import Mapping
from enum import StrEnum


class SuppressReason(StrEnum):
    """Why nobody is asked about a closing."""

    INTERNAL = "internal"
    NO_RULE = "no rule"
    QUEUE_LEFT_OUT = "queue left out"
    AGENT_LEFT_OUT = "agent left out"
    NOT_SAMPLED = "not sampled"
    ABANDONED = "abandoned"
    NO_AGENT = "no agent"
    UNREACHABLE = "unreachable"
    TOO_OLD = "too old"
    OPTED_OUT = "opted out"
    COOL_DOWN = "cool-down"
    ANONYMISED = "anonymised"
    SIDE_CONVERSATION = "side conversation"
    FORWARDED = "forwarded"
    ALREADY_ASKED = "already asked"


IN_WORDS: Mapping[SuppressReason, str] = {
    SuppressReason.INTERNAL: "the customer is a colleague",
    SuppressReason.NO_RULE: "no survey's conditions fit the conversation",
    SuppressReason.QUEUE_LEFT_OUT: "its queue is one that is never asked about",
    SuppressReason.AGENT_LEFT_OUT: "its agent is one who is never asked about",
    SuppressReason.NOT_SAMPLED: "it is not in the share of conversations that is asked",
    SuppressReason.ABANDONED: "it ended without an agent ever having had it",
    SuppressReason.NO_AGENT: "nobody was assigned when it closed",
    SuppressReason.UNREACHABLE: "no way of delivering the link reaches the customer",
    SuppressReason.TOO_OLD: "it closed too long before we heard of it",
    SuppressReason.OPTED_OUT: "the customer does not want to be asked",
    SuppressReason.COOL_DOWN: "the customer was asked not long ago",
    SuppressReason.ANONYMISED: "the customer has been anonymised in Dixa",
    SuppressReason.SIDE_CONVERSATION: "it is a side conversation, not one with a customer",
    SuppressReason.FORWARDED: "it was forwarded, and its customer is not whom it is with",
    SuppressReason.ALREADY_ASKED: "Dixa or another tool has asked already",
}
"""Each to be read after "because"; "it" is the conversation."""
