"""Whether a story ended as it must: looked up in Dixa's own ledger and in the customer's hands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service.lifecycle import keys
from service.lifecycle.reading import read_ledger
from service.lifecycle.states import ENDED, State

from .story import FIRST, Story

Result = tuple[int, str]


@dataclass(frozen=True, kw_only=True)
class End:
    """How a story must end.

    Args:
        states: of the conversation's surveys, oldest first.
        results: every result that Dixa must have taken, in this order.
        offers: how many Dixa must have made.
        late_offers: of how many of them the record must say, once each, that they were made late.
        links: how many different ones the customer must have got.
        invitations: how many the customer must have got, reminders among them.
    """

    states: tuple[State, ...] = (State.SUBMITTED,)
    results: tuple[Mapping[str, str], ...] = (FIRST,)
    offers: int = 1
    late_offers: int = 0
    links: int = 1
    invitations: int = 1


USUAL = End()


def faults_of(story: Story, end: End, *, may_repeat: bool) -> list[str]:
    """What is wrong with a story's end; nothing, if all is well.

    Args:
        story: was told.
        end: how it must have ended.
        may_repeat: whether one of the invitations may have come twice.
    """
    return [
        *_faults_in_dixa(story, end),
        *_faults_for_the_customer(story, end, may_repeat=may_repeat),
        *_faults_in_the_record(story, end),
    ]


def _faults_in_dixa(story: Story, end: End) -> Iterator[str]:
    offers = story.around.dixa.offers(story.conversation)
    if [call.body["agentId"] for call in offers] != [story.conversation.assignee.id] * end.offers:
        yield f"{len(offers)} offers in Dixa"
    if story.around.dixa.offers(story.another):
        yield "the customer's other conversation was offered"
    taken = story.around.dixa.submissions(story.conversation)
    found = [(call.body["ratingResult"]["value"], call.body["comment"]) for call in taken]
    if found != [(int(result["rating"]), result["comment"]) for result in end.results]:
        yield f"Dixa has taken the results {found}"
    rated = [row for row in story.around.dixa.ratings(story.conversation) if "ratingScore" in row]
    if [row["ratingScore"] for row in rated] != [int(each["rating"]) for each in end.results[-1:]]:
        yield f"Dixa shows the results {rated}"


def _faults_for_the_customer(story: Story, end: End, *, may_repeat: bool) -> Iterator[str]:
    links = story.invitations
    allowed = {end.invitations, end.invitations + may_repeat}
    if len(links) not in allowed or len(set(links)) != end.links:
        yield f"the customer has got {len(links)} invitations with {len(set(links))} links"


def _faults_in_the_record(story: Story, end: End) -> Iterator[str]:
    states = tuple(survey.state for survey in story.surveys)
    if states != end.states:
        yield f"on record is {states}"
    ledgers = [read_ledger(story.around.redis, survey.id) for survey in story.surveys]
    late = [entry for ledger in ledgers for entry in ledger if "made late" in (entry.reason or "")]
    if len(late) != end.late_offers:
        yield f"on record are {len(late)} late offers"
    waiting = sum(1 for state in states if state not in ENDED)
    if story.around.redis.zcard(keys.DUE) != waiting:
        yield "something else is due"
