"""Customers, who answer what they have a link to, and a memory of what they said first."""

from record_truth import Truth, is_waiting

from service.lifecycle.answers import AnswerOutcome, Answers
from service.lifecycle.links import Links
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

    def answer(self, survey: Survey, *, nonce: str, rating: int) -> None:
        expected = self._expected(survey, nonce)
        found = self._answers.find(self._links.token(survey.id))
        assert found == survey
        outcome = self._answers.record(survey.id, nonce=nonce, rating=rating, comment=None)
        assert outcome is expected
        if outcome is AnswerOutcome.RECORDED:
            self._said.setdefault(survey.id, (nonce, rating))

    def check(self, truth: Truth) -> None:
        """The first confirmed answer stays."""
        for survey in truth.all:
            _, rating = self._said.get(survey.id, (None, None))
            assert survey.rating == rating

    def _expected(self, survey: Survey, nonce: str) -> AnswerOutcome:
        if survey.id in self._said:
            is_same = self._said[survey.id][0] == nonce
            return AnswerOutcome.RECORDED if is_same else AnswerOutcome.ALREADY_ANSWERED
        if is_waiting(survey):
            return AnswerOutcome.RECORDED
        is_dropped = survey.state is State.SUPPRESSED
        return AnswerOutcome.NOT_FOUND if is_dropped else AnswerOutcome(survey.state)
