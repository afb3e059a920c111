"""A short story: some conversations close, and what should become of each."""

from collections.abc import Callable
from dataclasses import dataclass

from service.sandbox.conversations import AGENTS, Conversation, a_conversation
from service.sandbox.played_dixa import PlayedDixa, faults

AGNES, BO, CLEO = AGENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One conversation that closes.

    Args:
        title: what is to be seen.
        conversation: as it is in the end.
        close: lets Dixa close it.
        answer: what the customer will say; None: nobody is asked.
        before: what they say before they change it to that; None: they don't.
        comment: what the customer adds.
    """

    title: str
    conversation: Conversation
    close: Callable[[PlayedDixa, Conversation], object]
    answer: int | None
    before: int | None = None
    comment: str = ""


def scenes() -> list[Scene]:
    """The story, with conversations of its own each time it is told."""
    return [
        Scene(
            title="An e-mail conversation closes; the customer gets a mail",
            conversation=a_conversation(agent=AGNES, subject="Where is my order?"),
            close=PlayedDixa.close,
            answer=5,
            comment="Agnes was quick and kind.",
        ),
        Scene(
            title="A chat closes; the link comes in the chat itself, the answer can be changed",
            conversation=a_conversation("WIDGET_CHAT", agent=BO),
            close=PlayedDixa.close,
            answer=0,
            before=1,
            comment="My parcel is still lost.",
        ),
        Scene(
            title="A conversation of the sales queue is asked on the scale from 0 to 10",
            conversation=a_conversation("CONTACT_FORM", queue="Sales", agent=CLEO),
            close=PlayedDixa.close,
            answer=0,
        ),
        Scene(
            title="Dixa sends the same event three times; the customer is asked once",
            conversation=a_conversation(agent=AGNES),
            close=_close_thrice,
            answer=4,
        ),
        Scene(
            title="Closed without an agent, then again with one: asked once, about the right agent",
            conversation=a_conversation(agent=BO),
            close=_close_without_then_with_agent,
            answer=3,
        ),
        Scene(
            title="Dixa makes the offer, but its reply is lost: found again, not made twice",
            conversation=a_conversation(agent=CLEO),
            close=_close_and_lose_a_reply,
            answer=2,
        ),
        Scene(
            title="A colleague's test is not asked about",
            conversation=a_conversation(requester_type="Member"),
            close=PlayedDixa.close,
            answer=None,
        ),
        Scene(
            title="On Facebook nobody can be reached, so no offer is made",
            conversation=a_conversation("FACEBOOK_MESSENGER"),
            close=PlayedDixa.close,
            answer=None,
        ),
    ]


def _close_thrice(dixa: PlayedDixa, conversation: Conversation) -> None:
    event = dixa.close(conversation)
    for _ in range(2):
        dixa.close(conversation, event_id=event.id, at_ms=event.at_ms)


def _close_without_then_with_agent(dixa: PlayedDixa, conversation: Conversation) -> None:
    dixa.close(conversation.assigned_to(None))
    dixa.close(conversation)


def _close_and_lose_a_reply(dixa: PlayedDixa, conversation: Conversation) -> None:
    dixa.faults.on("offer", faults.reply_lost(committed=True), times=1)
    dixa.close(conversation)
