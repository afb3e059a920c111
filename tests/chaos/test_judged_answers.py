"""What the judge says of customers' answers."""

import pytest

from .case import asked_survey
from .clockwork import SETTLE_SECONDS
from .notes import End

UNABLE = "customers who could not answer"


def test_an_answer_whose_customer_was_thanked_must_be_in_dixa(well):
    well.answer("another")

    assert well.broken == ["acknowledged answers that Dixa does not have"]


def test_an_answer_whose_customer_was_not_thanked_need_not_be_in_dixa(well):
    well.answer("another", thanked=False)

    assert well.broken == []


def test_an_answer_must_be_in_dixa_once_only(well):
    well.submit()

    assert well.broken == ["answers that Dixa has more than once"]


def test_an_answer_that_dixa_took_late_is_counted_apart(well):
    well.submit(seconds=SETTLE_SECONDS + 0.1)

    assert well.broken == []
    assert well.told == ["apart: answers doubled by a commit later than the settle time"]


def test_a_late_answer_does_not_excuse_two_that_were_not(well):
    well.submit()
    well.submit(seconds=SETTLE_SECONDS + 0.1)

    assert well.broken == ["answers that Dixa has more than once"]


@pytest.mark.parametrize(
    ("path", "broken"),
    [("/", ["ratings that were given more than one answer"]), ("/another", [])],
)
def test_the_first_confirmed_answer_wins(well, path, broken):
    well.answer("another")
    well.submit(comment="another", path=path)

    assert well.broken == broken


@pytest.mark.parametrize("result", [{"rating": 1}, {"comment": None}])
def test_a_rating_that_nobody_sent_must_not_be_in_dixa(well, result):
    well.submit(path="/another", **result)

    assert well.broken == ["ratings in Dixa that nobody sent (GET, HEAD)"]


@pytest.mark.parametrize("end", [End.OPEN, End.REFUSED, End.CLOSED, End.NOWHERE])
def test_whoever_wants_to_answer_must_be_thanked(well, end):
    well.attempt(end)

    assert well.broken == [UNABLE]


def test_nothing_is_asked_of_whom_has_answered_already(well):
    well.attempt(End.ANSWERED_ALREADY)

    assert well.broken == []


def test_but_of_whom_has_answered_another_survey(well):
    well.attempt(End.ANSWERED_ALREADY, link="another link")

    assert well.broken == [UNABLE]


def test_two_links_to_one_survey_need_one_answer(well):
    well.attempt(End.ANSWERED_ALREADY, link="its other link")
    well.remember(asked_survey(), leads_to={"a link": "first", "its other link": "first"})

    assert well.broken == []
