"""Dixa's answers, reduced to what is used.

Source: Dixa's API reference, "Conversations", "Ratings" and "Organization". Keys that are new to us
are ignored.
"""

from dataclasses import dataclass, field
from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load

from service.dixa.odd_rows import (
    TextIfReadable,
    TimesIfReadable,
    WholeIfReadable,
    all_it_may_say,
)
from service.ratings import RatingType

_TYPES = {each.casefold(): each.value for each in RatingType}
"""Rating types as they are offered, which is how we spell them. Others have seen `CSAT` listed."""

_STATUSES = {
    each.casefold(): each for each in ("Unscheduled", "Scheduled", "Offered", "Rated", "Cancelled")
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One row of a conversation's ratings.

    Args:
        id: the offer's id; rows of a survey with several questions share it.
        type: `Csat`, `Nps` or `ThumbsUpOrDown`, in whichever way Dixa spells them; what is none
            of them is left as it is.
        status: `Unscheduled`, `Scheduled`, `Offered`, `Rated` or `Cancelled`. Only `Rated` means
            that it was answered: an `Offered` row may carry a score.
        timestamps: by name, as Dixa writes them; an offer made through the API may have none.
        is_status_told: whether the status is Dixa's word, not one of those that it may be.
    """

    id: str
    type: str
    status: str
    score: int | None = None
    agent_id: str | None = None
    timestamps: dict[str, str | None] = field(default_factory=dict)
    is_status_told: bool = True

    @property
    def since(self) -> str:
        """Dixa's earliest time on this row, for telling which of several came first."""
        return min(filter(None, self.timestamps.values()), default="")

    @property
    def is_asking(self) -> bool:
        """Whether somebody is asked by it, was, or will be."""
        return self.status in {"Scheduled", "Offered", "Rated"}

    @property
    def came_through_the_api(self) -> bool:
        """Whether it was offered by a call, as ours are, as far as its times tell.

        Such a row has no time but that of its answer; one of Dixa's own surveys has others.
        """
        return self.timestamps.keys() <= {"rated_at"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a conversation stands at present; what an answer leaves out is None.

    Args:
        state: `Open`, `Pending`, `AwaitingPending` or `Closed`.
        link: how it hangs on another one: `EmailForward`, `FollowUp` or `SideConversation`.
        language: what is spoken in it, two letters; Dixa knows it on some channels only.
        is_anonymized: whether its customer's data is gone.
    """

    state: str | None = None
    link: str | None = None
    language: str | None = None
    is_anonymized: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """The organisation that the token belongs to."""

    id: str
    name: str


class _Reduced(Schema):
    class Meta:
        unknown = EXCLUDE


class RatingSchema(_Reduced):
    """A row of `GET …/ratings`."""

    id = fields.Str(required=True)
    type = TextIfReadable(load_default=None, allow_none=True, data_key="ratingType")
    status = TextIfReadable(load_default=None, allow_none=True, data_key="ratingStatus")
    score = WholeIfReadable(load_default=None, allow_none=True, data_key="ratingScore")
    agent_id = TextIfReadable(load_default=None, allow_none=True, data_key="agentId")
    timestamps = TimesIfReadable(load_default=dict, allow_none=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> list[Rating]:
        data["timestamps"] = data["timestamps"] or {}
        for name, known in (("type", _TYPES), ("status", _STATUSES)):
            if said := data[name]:
                data[name] = known.get(said.replace("_", "").casefold(), said)
        return [Rating(**each) for each in all_it_may_say(data)]


class RatingsSchema(_Reduced):
    """The whole answer of `GET …/ratings`."""

    data = fields.List(fields.Nested(RatingSchema), required=True)

    @post_load
    def _flatten(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        return {"data": [rating for row in data["data"] for rating in row]}


class OfferSchema(_Reduced):
    """An offer, as far as it is used."""

    id = fields.Str(required=True)


class OfferedSchema(_Reduced):
    """The whole answer of `POST …/ratings/offer`."""

    data = fields.Nested(OfferSchema, required=True)


class AcknowledgedSchema(_Reduced):
    """An answer that is Dixa's own, and not that of something between us, whatever it says."""

    data = fields.Dict(required=True)


class LinkSchema(_Reduced):
    """How a conversation hangs on another one."""

    kind = fields.Str(load_default=None, allow_none=True, data_key="_type")


class StandingSchema(_Reduced):
    """A conversation, as far as it is used; Dixa leaves out what does not apply."""

    kind = fields.Str(load_default=None, allow_none=True, data_key="_type")
    state = fields.Str(load_default=None, allow_none=True)
    link = fields.Nested(LinkSchema, load_default=None, allow_none=True)
    language = fields.Str(load_default=None, allow_none=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Standing:
        return Standing(
            state=data["state"],
            link=data["link"]["kind"] if data["link"] else None,
            language=data["language"],
            is_anonymized=data["kind"] == "AnonymizedConversation",
        )


class StandingAnswerSchema(_Reduced):
    """The whole answer of `GET …/conversations/{id}`."""

    data = fields.Nested(StandingSchema, required=True)


class OrganizationSchema(_Reduced):
    """An organisation, as far as it is used."""

    id = fields.Str(required=True)
    name = fields.Str(required=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Organization:
        return Organization(**data)


class OrganizationAnswerSchema(_Reduced):
    """The whole answer of `GET …/organization`."""

    data = fields.Nested(OrganizationSchema, required=True)
