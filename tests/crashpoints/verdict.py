"""Whether a story ended as it must: looked up in Dixa's own ledger and in the customer's hands."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.lifecycle import keys
from service.lifecycle.states import State

from .story import Story


@dataclass(frozen=True, kw_only=True)
class Expected:
    """The one rating that Dixa must have, and how often the customer may have been asked."""

    rating: int
    comment: str
    most_invitations: int


def faults_of(story: Story, expected: Expected) -> list[str]:
    """What is wrong with a story's end; nothing, if all is well."""
    return [
        *_faults_in_dixa(story, expected),
        *_faults_for_the_customer(story, expected),
        *_faults_in_the_record(story),
    ]


def _faults_in_dixa(story: Story, expected: Expected) -> Iterator[str]:
    offers = story.around.dixa.offers(story.conversation)
    if [call.body["agentId"] for call in offers] != [story.conversation.assignee.id]:
        yield f"{len(offers)} offers in Dixa"
    results = story.around.dixa.submissions(story.conversation)
    found = [(call.body["ratingResult"]["value"], call.body["comment"]) for call in results]
    if found != [(expected.rating, expected.comment)]:
        yield f"Dixa has the results {found}"


def _faults_for_the_customer(story: Story, expected: Expected) -> Iterator[str]:
    links = story.invitations
    if not 1 <= len(links) <= expected.most_invitations or len(set(links)) != 1:
        yield f"the customer has got {len(links)} invitations"


def _faults_in_the_record(story: Story) -> Iterator[str]:
    states = [survey.state for survey in story.surveys]
    if states != [State.SUBMITTED]:
        yield f"on record is {states}"
    if story.around.redis.zcard(keys.DUE):
        yield "something is still due"
