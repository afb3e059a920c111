"""Customers, who answer what they have a link to, and a memory of what they said last."""

from collections import defaultdict
from itertools import count

from record_truth import Truth, is_waiting

from service.lifecycle.answers import AnswerOutcome, Answers, ChangeOutcome, DisownOutcome
from service.lifecycle.links import Links
from service.lifecycle.provenance import Provenance, Signal
from service.lifecycle.record import Survey
from service.lifecycle.states import State


class Customers:
    """All of them.

    Args:
        answers: takes their answers.
        links: makes their links.
    """

    def __init__(self, answers: Answers, links: Links) -> None:
        self._answers = answers
        self._links = links
        self._said: dict[str, tuple[str, int]] = {}
        self._forms: dict[str, tuple[str, int]] = {}
        self._disowned: dict[str, set[str]] = defaultdict(set)
        self._pages = (f"page {number}" for number in count())

    def answer(
        self, survey: Survey, *, nonce: str, rating: int, signals: frozenset[Signal]
    ) -> None:
        expected = self._expected(survey, (nonce, rating))
        found = self._answers.find(self._links.token(survey.id))
        assert found == survey
        version = survey.answer_version
        outcome = self._answers.record(
            survey.id,
            nonce=nonce,
            version=version,
            rating=rating,
            comment=None,
            provenance=Provenance(drawn_at=1, took_ms=1, signals=signals),
        )
        assert outcome is expected
        if outcome is AnswerOutcome.RECORDED:
            self._said.setdefault(survey.id, (nonce, rating))
            self._forms[survey.id] = (nonce, rating)

    def change(self, survey: Survey, *, rating: int, is_old: bool) -> None:
        """Change the answer on a page that shows it as it is, or as it was before."""
        expected = ChangeOutcome.CHANGED if survey.may_be_changed else ChangeOutcome.TOO_LATE
        outcome = self._answers.change(
            survey.id,
            nonce=next(self._pages),
            version=survey.answer_version - is_old,
            rating=rating,
            comment="changed",
        )
        is_none = is_old or survey.id not in self._said
        assert outcome is (ChangeOutcome.OUTDATED if is_none else expected)
        if outcome is ChangeOutcome.CHANGED:
            self._said[survey.id] = (self._said[survey.id][0], rating)
            self._forms.pop(survey.id, None)

    def disown(self, survey: Survey, *, is_old: bool) -> None:
        """Disown the answer on a page that shows it as it is, or as it was before."""
        withdrawn, noted = DisownOutcome.WITHDRAWN, DisownOutcome.NOTED
        expected = withdrawn if survey.is_answer_untouched else noted
        outcome = self._answers.disown(
            survey.id, nonce=next(self._pages), version=survey.answer_version - is_old
        )
        is_none = is_old or survey.id not in self._said
        if survey.disowned_at is not None:
            assert outcome is noted
        else:
            assert outcome is (DisownOutcome.OUTDATED if is_none else expected)
        if outcome is withdrawn:
            nonce, _ = self._said.pop(survey.id)
            self._disowned[survey.id].add(nonce)

    def check(self, truth: Truth) -> None:
        """The first confirmed answer stays, but for what its customer does about it."""
        for survey in truth.all:
            _, rating = self._said.get(survey.id, (None, None))
            assert survey.rating == rating
            assert survey.is_answered == (survey.id in self._said)

    def _expected(self, survey: Survey, form: tuple[str, int]) -> AnswerOutcome:
        if survey.id in self._said:
            is_same = self._forms.get(survey.id) == form
            return AnswerOutcome.RECORDED if is_same else AnswerOutcome.ALREADY_ANSWERED
        if is_waiting(survey):
            is_disowned = form[0] in self._disowned[survey.id]
            return AnswerOutcome.DISOWNED if is_disowned else AnswerOutcome.RECORDED
        is_dropped = survey.state is State.SUPPRESSED
        return AnswerOutcome.NOT_FOUND if is_dropped else AnswerOutcome(survey.state)
