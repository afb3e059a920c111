"""The reasons not to ask, in words for people."""

from collections.abc import Mapping

from service.rules.decide import SuppressReason

IN_WORDS: Mapping[SuppressReason, str] = {
    SuppressReason.INTERNAL: "the customer is a colleague",
    SuppressReason.NO_RULE: "no survey's conditions fit the conversation",
    SuppressReason.NOT_SAMPLED: "it is not in the share of conversations that is asked",
    SuppressReason.NO_AGENT: "it closed with nobody assigned, so there is nobody to rate",
    SuppressReason.UNREACHABLE: "no way of delivering the link reaches the customer",
    SuppressReason.ALREADY_ASKED: "Dixa already has a rating of it that is not ours",
    SuppressReason.COOL_DOWN: "the customer was asked about it not long ago",
}
"""Each to be read after "because"; "it" is the conversation."""
