"""How Dixa behaves where its documentation leaves room.

Whoever talks to Dixa has to be right either way, so each answer can be chosen.
"""

from dataclasses import dataclass
from typing import Literal, get_args, get_type_hints


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """One choice for every open question; the defaults are what is most likely.

    Args:
        second_offer: what a second offer for a conversation does: `accepted` under a new id, or
            `refused` with 400.
        second_submit: what a second result for a rating does: `overwrites` (201), is `refused`
            with 400, or is `ignored` (201, the first result stays).
        unknown_rating: what a result for a rating that does not exist is: `invalid` (400) or
            `not_found` (404).
        unanswered_offers_listed: whether an offer shows in the list before it is answered.
        listed_types: how the list writes rating types: `as offered`, e.g. `ThumbsUpOrDown`,
            or in `capitals`, e.g. `THUMBS_UP_OR_DOWN`.
        rows_leave_out: what no row of the list says: one of its keys, or `nothing`.
        scores_as_fractions: whether the list writes `4.0` for a score of 4.
        message_reopens: whether adding a message to a closed conversation reopens it; it then
            closes again, and both are told to the subscriptions.
        closes_again_after: how long such a conversation stays open, in seconds.
        rated_events: whether a result that came through the API is told to the subscriptions.
        participants_optional: whether offers may leave out `userId` and `agentId`, as the newest
            beta has it. Under /v1 they are always needed.
        anonymized_tells: of an anonymised conversation, `everything` that is left of it, `no
            direction`, or `neither direction nor state`.
        zoned_timestamps: whether answers write `2021-12-01T12:46:36.581Z[GMT]`, and leave out
            seconds that are zero, as in `2021-12-01T12:46Z[GMT]`.
        rate_limited: whether more than `rate` calls per second are turned away with 429.
        rate: calls per second and token.
        burst: calls at once.
    """

    second_offer: Literal["accepted", "refused"] = "accepted"
    second_submit: Literal["overwrites", "refused", "ignored"] = "overwrites"
    unknown_rating: Literal["invalid", "not_found"] = "invalid"
    unanswered_offers_listed: bool = True
    listed_types: Literal["as offered", "capitals"] = "as offered"
    rows_leave_out: Literal["nothing", "ratingType", "ratingStatus"] = "nothing"
    scores_as_fractions: bool = False
    message_reopens: bool = False
    closes_again_after: float = 0.5
    rated_events: bool = True
    participants_optional: bool = False
    anonymized_tells: Literal["everything", "no direction", "neither direction nor state"] = (
        "everything"
    )
    zoned_timestamps: bool = False
    rate_limited: bool = True
    rate: float = 10.0
    burst: int = 4

    def __post_init__(self) -> None:
        for name, kind in get_type_hints(type(self)).items():
            choices = get_args(kind)
            if choices and getattr(self, name) not in choices:
                raise ValueError(f"{name} is one of {choices}, not {getattr(self, name)!r}")
