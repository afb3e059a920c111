import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from service.ratings import SCALES, RatingType
from service.rules.survey_rule import Brand
from service.web.survey.form import clean, read_answer, read_entered, read_rating
from service.web.survey.nonce import Nonces
from service.web.survey.sheet import Sheet

NONCES = Nonces(("the key that signs, for tests only",), token="token")
SHEET = Sheet(
    rating_type=RatingType.CSAT,
    question="How?",
    subject=None,
    closed_at=0,
    brand=Brand(),
    language="en",
    asks_solved=True,
)

OFF_THE_SCALE = ["0", "6", "-1", "9" * 5000]
WRITTEN_OTHERWISE = ["3.0", "3,0", "3e0", "0x3", "03", "+3", "1_0", " 3", "3 ", "3\n", "3\x00"]
IN_OTHER_DIGITS = ["٣", "３", "³", "三", "three"]
NOTHING = ["", "NaN", "true", "null", "[3]"]


def form(*ratings: str, comment: str = "", nonce: str | None = None) -> MultiDict[str, str]:
    fields = [("rating", rating) for rating in ratings]
    signed = NONCES.sign(SHEET) if nonce is None else nonce
    return MultiDict([*fields, ("comment", comment), ("nonce", signed)])


def faults(sent: MultiDict[str, str], rating_type: RatingType = RatingType.CSAT):
    with pytest.raises(ValidationError) as caught:
        read_answer(sent, rating_type, NONCES)
    return caught.value.messages


@pytest.mark.parametrize("rating_type", RatingType)
def test_every_answer_of_a_scale_is_read(rating_type):
    read = [
        read_answer(form(str(n)), rating_type, NONCES).rating
        for n in range(11)
        if n in SCALES[rating_type]
    ]
    assert read == list(SCALES[rating_type].values)


@pytest.mark.parametrize("rating", OFF_THE_SCALE + WRITTEN_OTHERWISE + IN_OTHER_DIGITS + NOTHING)
def test_anything_else_is_not_a_rating(rating):
    assert faults(form(rating)) == {"rating": ["Choose one of the five answers."]}


def test_a_missing_rating_is_asked_for():
    assert faults(form()) == {"rating": ["Choose one of the five answers."]}


@pytest.mark.parametrize("ratings", [("3", "4"), ("3", "3"), ("3", "")])
def test_a_rating_given_twice_is_none(ratings):
    assert faults(form(*ratings)) == {"rating": ["Choose only one answer."]}


@pytest.mark.parametrize(
    ("rating_type", "message"),
    [
        (RatingType.NPS, "Choose one of the eleven answers."),
        (RatingType.THUMBS, "Choose one of the two answers."),
    ],
)
def test_the_message_counts_the_answers_of_the_scale(rating_type, message):
    assert faults(form("11"), rating_type) == {"rating": [message]}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Thank you", "Thank you"),
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("a\x00b\x07c\x1b[31md\x7fe\x85f", "abc[31mdef"),
        ("tab\tstays", "tab\tstays"),
        ("👩‍👩‍👧 👍🏽 ❤️", "👩‍👩‍👧 👍🏽 ❤️"),
        ("שלום עולם \u200fمرحبا", "שלום עולם \u200fمرحبا"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("  indented", "  indented"),
        ("", None),
        (" \r\n\t\u00a0", None),
        ("\x00\x01", None),
    ],
)
def test_a_comment_is_kept_as_a_person_typed_it(typed, kept):
    assert read_answer(form("3", comment=typed), RatingType.CSAT, NONCES).comment == kept


@pytest.mark.parametrize(
    "longest",
    ["x" * 2000, "👍" * 2000, "x\r\n" * 1000, "x" * 2000 + "\x00" * 50],
    ids=["letters", "emoji", "lines", "removed"],
)
def test_2000_characters_are_not_too_many_however_they_travel(longest):
    assert len(read_answer(form("3", comment=longest), RatingType.CSAT, NONCES).comment) == 2000


def test_2001_characters_are_too_many():
    assert faults(form("3", comment="x" * 2001)) == {
        "comment": ["Shorten your comment to 2,000 characters. It has 2,001 now."]
    }


@pytest.mark.parametrize("nonce", ["", "x", "a.b.c"])
def test_a_form_from_no_page_of_ours_is_to_be_sent_again(nonce):
    assert faults(form("3", nonce=nonce)) == {
        "nonce": ["Please send it again. Your answer has not been saved yet."]
    }


def test_all_faults_are_told_at_once():
    assert list(faults(form(comment="x" * 2001, nonce=""))) == ["rating", "comment", "nonce"]


def test_what_was_entered_can_be_shown_again_although_it_is_not_valid():
    entered = read_entered(form("7", comment="x" * 3000), RatingType.CSAT)
    assert (entered.rating, entered.comment) == (None, "x" * 3000)


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


@given(st.text(), st.sampled_from(RatingType))
def test_only_a_value_as_the_page_sends_it_is_a_rating(text, rating_type):
    shown = {str(value) for value in SCALES[rating_type].values}
    assert (read_rating([text], rating_type) is not None) == (text in shown)
