"""Where the record and Dixa say different things about a conversation. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from service.dixa.schemas import Rating
from service.lifecycle.record import Survey
from service.lifecycle.states import UNSETTLED, State


class Kind(StrEnum):
    """What can be found."""

    MISSING_ANSWER = "missing answer"
    CONFLICT = "conflict"
    FOREIGN_ANSWER = "foreign answer"
    LATE_OFFER = "late offer"
    OTHER_SURVEY = "other survey"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One difference.

    Args:
        kind: what it is.
        survey: ours that is concerned.
        rating_id: Dixa's id of the rating.
        detail: what Dixa has, in words.
    """

    kind: Kind
    survey: Survey
    rating_id: str
    detail: str


def drifts(
    surveys: Collection[Survey],
    rows: Collection[Rating],
    *,
    ours: Collection[str],
    settled: int,
) -> Iterator[Drift]:
    """The differences in one conversation.

    Args:
        surveys: ours, oldest first; at least one was offered.
        rows: Dixa's ratings.
        ours: the ids of the offers that are known for ours.
        settled: what was submitted before this time, in milliseconds, must show in Dixa by now.
    """
    # An open offer may have been taken over by a later survey: then the answer is that one's.
    answered = {survey.offer_id for survey in surveys if survey.is_answered}
    for survey in surveys:
        if survey.is_answered or survey.offer_id not in {None, *answered}:
            yield from _of_own_offer(survey, rows, settled)
    yield from _of_other_ratings(surveys, rows, ours)


def _of_own_offer(survey: Survey, rows: Collection[Rating], settled: int) -> Iterator[Drift]:
    wanted = (survey.offer_id, survey.rating_type)
    row = next((row for row in rows if (row.id, row.type) == wanted), None)
    if row is not None and not row.is_status_told:
        return  # whether it differs is not known
    is_rated = row is not None and row.status == "Rated"
    score = row.score if row else None
    if survey.state is State.SUBMITTED and (survey.submitted_at or 0) <= settled:
        if not is_rated:
            found = f"the offer as {row.status}" if row else "no such offer"
            yield _drift(Kind.MISSING_ANSWER, survey, found)
        elif score != survey.rating:
            yield _drift(Kind.CONFLICT, survey, f"{score}, the customer said {survey.rating}")
    elif is_rated and not survey.is_answered:
        yield _drift(Kind.FOREIGN_ANSWER, survey, f"{score}, nobody answered here")


def _of_other_ratings(
    surveys: Collection[Survey], rows: Collection[Rating], ours: Collection[str]
) -> Iterator[Drift]:
    if any(survey.underlying_state in UNSETTLED for survey in surveys):
        return  # the offer that is under way will be found by its job
    others = {row.id: row for row in rows if row.id not in ours and row.is_asking}
    for row in others.values():
        author = next((survey for survey in surveys if _can_be_from(survey, row)), None)
        if author:
            yield Drift(
                kind=Kind.LATE_OFFER, survey=author, rating_id=row.id, detail=f"offer {row.id}"
            )
        elif asked := [survey for survey in surveys if survey.offer_id]:
            detail = f"a {row.type} rating that is not ours, {row.status}"
            yield Drift(kind=Kind.OTHER_SURVEY, survey=asked[-1], rating_id=row.id, detail=detail)


def _can_be_from(survey: Survey, row: Rating) -> bool:
    """Whether a request of this survey can have made the row: as ours are, and after it began."""
    agent = survey.closing.agent
    return (
        survey.baseline is not None
        and row.id not in survey.baseline
        and row.type == survey.rating_type
        and (row.agent_id is None or agent is None or row.agent_id == agent.id)
        and row.came_through_the_api
    )


def _drift(kind: Kind, survey: Survey, detail: str) -> Drift:
    return Drift(kind=kind, survey=survey, rating_id=survey.offer_id or "", detail=detail)
