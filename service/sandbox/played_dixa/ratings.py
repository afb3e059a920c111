"""The ratings of all conversations: offered, answered, listed."""

from dataclasses import replace
from time import time
from typing import Any

from service.ratings import SCALES, RatingType
from service.sandbox.conversations import Conversation
from service.sandbox.played_dixa import bodies
from service.sandbox.played_dixa.answers import Answer, Refusal, invalid, not_found
from service.sandbox.played_dixa.behaviour import Behaviour
from service.sandbox.played_dixa.rating import Rating, Result
from service.sandbox.played_dixa.timestamps import timestamp


class Ratings:
    """Every rating there is. Not safe for threads by itself."""

    def __init__(self) -> None:
        self._by_conversation: dict[int, list[Rating]] = {}

    def offer(
        self, conversation: Conversation, body: object, *, behaviour: Behaviour, version: str
    ) -> Answer:
        """Create conversation rating offer.

        Raises:
            Refusal: Dixa would not.
        """
        optional = behaviour.participants_optional and version == "beta"
        data = bodies.read(bodies.Offer(partial=_PARTICIPANTS if optional else False), body)
        others = [rating for rating in self._of(conversation) if not rating.native_status]
        agent = data.get("agentId") or (conversation.assignee and conversation.assignee.id)
        if not agent or (others and behaviour.second_offer == "refused"):
            raise invalid()
        user = data.get("userId") or conversation.requester.id
        rating = Rating(kind=data["ratingType"], user=user, agent=agent)
        self._of(conversation).append(rating)
        offered_at = data.get("offeredAt") or timestamp(rating.at, behaviour)
        return Answer(status=201, body={"data": rating.as_offer(offered_at)}, committed=True)

    def submit(
        self, conversation: Conversation, rating_id: str, body: object, *, behaviour: Behaviour
    ) -> Answer:
        """Create conversation rating result.

        Raises:
            Refusal: Dixa would not.
        """
        data = bodies.read(bodies.Submission(), body)
        rating = self._offered(conversation, rating_id, behaviour)
        kind, value = data["ratingResult"]["kind"], data["ratingResult"]["value"]
        if kind != rating.kind or value not in SCALES[RatingType(kind)]:
            raise invalid()
        if rating.results and behaviour.second_submit == "refused":
            raise invalid()
        result = Result(value=value, comment=data.get("comment"))
        counts = not rating.results or behaviour.second_submit == "overwrites"
        if counts:
            rating.results.append(result)
        submitted_at = data.get("submittedAt") or timestamp(result.at, behaviour)
        answer = {"data": rating.as_result(result, submitted_at)}
        return Answer(status=201, body=answer, committed=counts)

    def listing(
        self, conversation: Conversation, *, behaviour: Behaviour, stale_by: float = 0.0
    ) -> list[dict[str, Any]]:
        """List ratings for a conversation.

        Args:
            conversation: whose ratings.
            behaviour: whether unanswered offers show, and how times are written.
            stale_by: how old the answer is, in seconds.
        """
        as_of = time() - stale_by
        return [
            rating.as_element(conversation, as_of=as_of, behaviour=behaviour)
            for rating in self._of(conversation)
            if rating.at <= as_of
            and (
                behaviour.unanswered_offers_listed
                or rating.native_status
                or rating.status(as_of=as_of) == "Rated"
            )
        ]

    def survey_natively(
        self, conversation: Conversation, kinds: tuple[str, ...], *, status: str, score: int | None
    ) -> None:
        """Let Dixa's own survey ask; its questions share one id.

        Args:
            conversation: about which the customer is asked.
            kinds: the rating type of each question.
            status: how far it got, e.g. `Scheduled`.
            score: chosen by the customer, or None.
        """
        results = [] if score is None else [Result(value=score, comment=None)]
        first = Rating(
            kind=kinds[0],
            user=conversation.requester.id,
            agent=conversation.assignee.id if conversation.assignee else None,
            native_status=status,
            results=results,
        )
        self._of(conversation).extend(replace(first, kind=kind) for kind in kinds)

    def forget_results(self, conversation: Conversation) -> None:
        """Lose every answer of a conversation."""
        for rating in self._of(conversation):
            rating.results.clear()

    def _of(self, conversation: Conversation) -> list[Rating]:
        return self._by_conversation.setdefault(conversation.csid, [])

    def _offered(self, conversation: Conversation, rating_id: str, behaviour: Behaviour) -> Rating:
        for rating in self._of(conversation):
            if rating.id == rating_id and not rating.native_status:
                return rating
        raise unknown_rating(behaviour)


def unknown_rating(behaviour: Behaviour) -> Refusal:
    """A result for a rating that is not there."""
    return not_found() if behaviour.unknown_rating == "not_found" else invalid()


_PARTICIPANTS = ("userId", "agentId")
