"""The reasons not to ask, in words for people."""

from collections.abc import Mapping

from service.rules.decide import SuppressReason

IN_WORDS: Mapping[SuppressReason, str] = {
    SuppressReason.INTERNAL: "the customer is a colleague",
    SuppressReason.NO_RULE: "no survey's conditions fit the conversation",
    SuppressReason.NOT_SAMPLED: "it is not in the share of conversations that is asked",
    SuppressReason.NO_AGENT: "nobody was assigned when it closed",
    SuppressReason.UNREACHABLE: "no way of delivering the link reaches the customer",
    SuppressReason.ALREADY_ASKED: "Dixa or another tool has asked already",
    SuppressReason.COOL_DOWN: "the customer was asked not long ago",
}
"""Each to be read after "because"; "it" is the conversation."""
