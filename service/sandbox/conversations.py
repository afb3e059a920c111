"""Invented conversations, for tests and the demo.

    a_conversation()                                  # an e-mail that Agnes handled
    a_conversation("WIDGET_CHAT", tags=["vip"])
    a_conversation("FACEBOOK_MESSENGER", agent=None)  # nobody handled it
    a_conversation(requester_type="Member")           # a colleague wrote
    a_conversation(email=None, queue=None)

Each comes with a number and a customer of its own unless told otherwise. What is left out is as
it usually is on that channel: an address and a subject on e-mails, neither on Facebook.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import count
from types import EllipsisType
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from service.dixa.channels import channel as channel_named

# `...` leaves a trait as it usually is, None takes it away.
_OrUsual = str | EllipsisType | None
_numbers = count(1001)


def invented_id(what: str) -> str:
    """A UUID that is always the same for the same words."""
    return str(uuid5(NAMESPACE_URL, f"https://example.com/{what}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A customer or a colleague, as events show them; `user_type` is `Contact` or `Member`."""

    id: str
    name: str | None
    email: str | None
    phone: str | None = None
    roles: tuple[str, ...] = ("Enduser",)
    user_type: str = "Contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A queue, a tag or an organisation."""

    id: str
    name: str


def agent(first_name: str) -> User:
    """A colleague who handles conversations."""
    return User(
        id=invented_id(f"agents/{first_name}"),
        name=f"{first_name} Agent",
        email=f"{first_name.lower()}@agents.example.com",
        roles=("Agent",),
        user_type="Member",
    )


AGENTS = (agent("Agnes"), agent("Bo"), agent("Cleo"))
CUSTOMERS = (
    "Ada Sample",
    "Søren Prøve",
    "Zoë Ejemplo",
    "Max Mustermann",
    "Ola Nordmann",
    "例 太郎",
)
ORGANIZATION = Named(id=invented_id("organization"), name="Example Ltd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation as Dixa keeps it: what events tell of it, then what only the API tells.

    Args:
        csid: its number, which the API calls `id`.
        channel: as webhooks spell it, e.g. `EMAIL`.
        created_at: when it began, ISO 8601.
        language: two letters, or None when Dixa does not know.
        link: how it hangs on a parent: `EmailForward`, `FollowUp` or `SideConversation`.
        anonymized: whether its personal data is gone.
    """

    csid: int
    channel: str
    direction: str
    queue: Named | None
    contact_point: str | None
    requester: User
    assignee: User | None
    subject: str | None
    tags: tuple[Named, ...]
    created_at: str
    language: str | None = None
    link: str | None = None
    anonymized: bool = False

    def assigned_to(self, assignee: User | None) -> "Conversation":
        """The same conversation in other hands."""
        return replace(self, assignee=assignee)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Conversation":
        """Read what `dataclasses.asdict` and JSON made of one."""
        people = {
            key: User(**data[key] | {"roles": tuple(data[key]["roles"])}) if data[key] else None
            for key in ("requester", "assignee")
        }
        queue = Named(**data["queue"]) if data["queue"] else None
        tags = tuple(Named(**tag) for tag in data["tags"])
        return cls(**{**data, **people, "queue": queue, "tags": tags})


def a_conversation(  # noqa: PLR0913 - each is a trait a test may want
    channel: str = "EMAIL",
    *,
    csid: int | None = None,
    direction: str = "INBOUND",
    agent: User | None = AGENTS[0],
    requester: User | None = None,
    requester_type: str = "Contact",
    name: _OrUsual = ...,
    email: _OrUsual = ...,
    queue: str | None = "Support",
    tags: Iterable[str] = (),
    subject: _OrUsual = ...,
    contact_point: _OrUsual = ...,
    created_at: str = "2026-11-20T08:30:00.000Z",
    language: str | None = None,
    link: str | None = None,
    anonymized: bool = False,
) -> Conversation:
    """Invent a conversation; see the module for examples.

    Args:
        channel: as webhooks spell it; any text, since Dixa may add some.
        csid: its number; a fresh one if left out.
        direction: `INBOUND` or `OUTBOUND`.
        agent: who handled it.
        requester: the customer; one of this conversation's own if left out.
        requester_type: `Contact`, or `Member` for a colleague.
        name: the customer's name instead of the invented one.
        email: the customer's address instead of the usual one.
        queue: the queue's name.
        tags: the tags' names.
        subject: the subject instead of the usual one.
        contact_point: our own address instead of the channel's usual one.
        created_at: when it began, ISO 8601.
        language: two letters, told by the API on some channels only.
        link: how it hangs on a parent conversation.
        anonymized: whether its personal data is gone.
    """
    csid = next(_numbers) if csid is None else csid
    traits = channel_named(channel)
    person = requester or _customer(csid, with_email=traits.has_email)
    usual_subject = f"Question {csid}" if traits.has_subject else None
    return Conversation(
        csid=csid,
        channel=channel,
        direction=direction,
        queue=_named("queues", queue) if queue else None,
        contact_point=traits.contact_point if contact_point is ... else contact_point,
        requester=replace(
            person,
            name=person.name if name is ... else name,
            email=person.email if email is ... else email,
            user_type=requester_type if requester is None else person.user_type,
        ),
        assignee=agent,
        subject=usual_subject if subject is ... else subject,
        tags=tuple(_named("tags", tag) for tag in tags),
        created_at=created_at,
        language=language,
        link=link,
        anonymized=anonymized,
    )


def _customer(csid: int, *, with_email: bool) -> User:
    email = f"customer-{csid}@example.com" if with_email else None
    return User(
        id=invented_id(f"customers/{csid}"), name=CUSTOMERS[csid % len(CUSTOMERS)], email=email
    )


def _named(kind: str, name: str) -> Named:
    return Named(id=invented_id(f"{kind}/{name}"), name=name)
