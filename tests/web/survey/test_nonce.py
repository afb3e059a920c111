from datetime import timedelta

import pytest

from service.ratings import RatingType
from service.rules.survey_rule import Brand
from service.web.survey.nonce import LIFETIME, Nonces
from service.web.survey.sheet import Sheet

OLD, NEW, OTHER = "old key " * 4, "new key " * 4, "other key " * 4
SHEET = Sheet(
    rating_type=RatingType.NPS,
    question="How was the help you got from Zoë?",
    subject=None,
    closed_at=1_763_719_200_000,
    brand=Brand(name="Example", color="#0b5cad"),
    language="da",
    asks_solved=True,
)


def test_a_nonce_brings_back_the_sheet_it_was_made_for():
    nonces = Nonces((NEW,), token="token")
    nonce = nonces.read(nonces.sign(SHEET))
    assert (nonce.sheet, nonce.is_fresh) == (SHEET, True)


def test_each_nonce_is_another():
    nonces = Nonces((NEW,), token="token")
    first, second = nonces.read(nonces.sign(SHEET)), nonces.read(nonces.sign(SHEET))
    assert first.id != second.id


def test_a_nonce_fits_only_the_token_it_was_made_for():
    text = Nonces((NEW,), token="one").sign(SHEET)
    assert Nonces((NEW,), token="other").read(text) is None


@pytest.mark.parametrize("spoil", ["{0}x", "x{0}", "", "..", "{0}.{0}"])
def test_a_forged_nonce_is_none(spoil):
    nonces = Nonces((NEW,), token="token")
    assert nonces.read(spoil.format(nonces.sign(SHEET))) is None


def test_a_nonce_under_an_earlier_key_stays_good():
    text = Nonces((OLD,), token="token").sign(SHEET)
    assert Nonces((NEW, OLD), token="token").read(text).sheet == SHEET


def test_the_first_key_signs():
    text = Nonces((NEW, OLD), token="token").sign(SHEET)
    assert Nonces((NEW,), token="token").read(text).sheet == SHEET


def test_a_nonce_under_a_foreign_key_is_none():
    text = Nonces((OTHER,), token="token").sign(SHEET)
    assert Nonces((NEW, OLD), token="token").read(text) is None


def test_a_nonce_lives_for_a_day():
    assert timedelta(hours=24) == LIFETIME


def test_a_nonce_past_its_life_still_says_what_the_page_asked():
    nonces = Nonces((NEW,), token="token", lifetime=timedelta(seconds=-1))
    nonce = nonces.read(nonces.sign(SHEET))
    assert (nonce.sheet, nonce.is_fresh) == (SHEET, False)


@pytest.mark.parametrize(
    "said", [{"id": "1"}, {"id": "1", "sheet": {}}, {"id": "1", "sheet": None}, ["1"]]
)
def test_a_nonce_signed_by_a_version_with_other_sheets_is_none(said):
    nonces = Nonces((NEW,), token="token")
    assert nonces.read(nonces._signer.dumps(said)) is None
