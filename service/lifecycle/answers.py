"""What the customer's page reads and writes."""

from collections.abc import Callable
from enum import StrEnum

from redis import Redis
from redis.client import Pipeline

from service.lifecycle import keys
from service.lifecycle.connection import store_errors
from service.lifecycle.links import lookup_key
from service.lifecycle.provenance import Provenance, Signal
from service.lifecycle.reading import read_survey
from service.lifecycle.record import MOST_CHANGES, Survey
from service.lifecycle.scripts import Script


class AnswerOutcome(StrEnum):
    """What became of an answer."""

    RECORDED = "recorded"
    ALREADY_ANSWERED = "already_answered"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    NOT_FOUND = "not_found"
    DISOWNED = "disowned"
    OUTDATED = "outdated"


class ChangeOutcome(StrEnum):
    """What became of a change of an answer."""

    CHANGED = "changed"
    OUTDATED = "outdated"
    TOO_LATE = "too_late"


class DisownOutcome(StrEnum):
    """What became of an answer that was not given by the customer."""

    WITHDRAWN = "withdrawn"
    NOTED = "noted"
    OUTDATED = "outdated"


class Answers:
    """Finds the survey behind a link and records the customer's answer.

    Args:
        redis: where surveys are kept.
        hint: adds the hint for a survey to the transaction that stores the answer.
    """

    def __init__(self, redis: Redis, *, hint: Callable[[Pipeline, str], None]) -> None:
        self._redis = redis
        self._hint = hint
        self._answer = Script("answer")
        self._change = Script("change_answer")
        self._disown = Script("disown_answer")

    def find(self, token: str) -> Survey | None:
        """The survey behind a token, or None for any text that is no token of ours.

        Raises:
            StoreUnavailable: it could not be looked up.
        """
        with store_errors():
            survey_id = self._redis.get(keys.link(lookup_key(token)))
            return read_survey(self._redis, str(survey_id)) if survey_id else None

    def record(
        self,
        survey_id: str,
        *,
        nonce: str,
        rating: int,
        comment: str | None,
        solved: bool | None = None,
        version: int = 0,
        provenance: Provenance | None = None,
        is_held: bool = False,
    ) -> AnswerOutcome:
        """Record an answer; the first confirmed one wins.

        Args:
            survey_id: the survey.
            nonce: names the page the answer came from; the same form again is the same answer.
            rating: on the survey's scale; the caller has checked that.
            comment: cleaned, not empty; or None.
            solved: whether the problem was solved; None if that is not said.
            version: of the answer when the survey was looked up; it grows when one is withdrawn.
            provenance: how it came about; two signals against a person park it.
            is_held: whether the survey holds its answers for a while, so that no hint is due yet.

        Raises:
            StoreUnavailable: it was not certainly recorded; the same call may be made again.
        """
        with store_errors():
            outcome = self._answer.run(
                self._redis,
                survey_id,
                nonce,
                version,
                rating,
                comment or "",
                _flag(solved),
                *(provenance.as_arguments() if provenance else ("", "", "", "")),
                along=None if is_held else lambda pipe: self._hint(pipe, survey_id),
            )
        return AnswerOutcome(outcome)

    def change(
        self,
        survey_id: str,
        *,
        nonce: str,
        version: int,
        rating: int,
        comment: str | None,
        solved: bool | None = None,
        signals: frozenset[Signal] = frozenset(),
    ) -> ChangeOutcome:
        """Replace an answer that nobody has begun to submit, and hold it anew.

        Args:
            survey_id: the survey.
            nonce: names the page the change came from; the same one again is the same change.
            version: of the answer that the page showed; any other one stays as it is.
            rating: on the survey's scale; the caller has checked that.
            comment: cleaned, not empty; or None.
            solved: whether the problem was solved; None if that is not said.
            signals: what speaks against a person; two with those of before park the answer.

        Raises:
            StoreUnavailable: it was not certainly changed; the same call may be made again.
        """
        with store_errors():
            outcome = self._change.run(
                self._redis,
                survey_id,
                nonce,
                version,
                rating,
                comment or "",
                _flag(solved),
                ",".join(sorted(signals)),
                MOST_CHANGES,
            )
        return ChangeOutcome(outcome)

    def disown(self, survey_id: str, *, nonce: str, version: int) -> DisownOutcome:
        """Withdraw an answer that its customer did not give; if it is too late for that, note it.

        Args:
            survey_id: the survey.
            nonce: names the page it came from; the same one again is the same wish.
            version: of the answer that the page showed; any other one stays as it is.

        Raises:
            StoreUnavailable: nothing is certain; the same call may be made again.
        """
        with store_errors():
            return DisownOutcome(self._disown.run(self._redis, survey_id, nonce, version))


def _flag(value: bool | None) -> str:  # noqa: FBT001 - one value, written
    return "" if value is None else str(int(value))
