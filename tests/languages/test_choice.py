import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.languages.choice import choose, matching

OFFERED = ("da", "de", "en", "he", "nb", "pt", "pt-BR", "zh-Hans", "zh-Hant")


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("da", "da"),
        ("DA", "da"),
        (" da ", "da"),
        ("de-AT", "de"),
        ("de-Latn-CH-1996", "de"),
        ("en_GB", "en"),
        ("iw", "he"),
        ("no", "nb"),
        ("nn-NO", "nb"),
        ("pt-PT", "pt"),
        ("pt_BR", "pt-BR"),
        ("pt-br", "pt-BR"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh_hant", "zh-Hant"),
    ],
)
def test_a_tag_means_a_language_however_it_is_written(tag, language):
    assert matching(tag, OFFERED) == language


@pytest.mark.parametrize(
    "tag", ["", "*", "xx", "klingon", "-", "--", "_", "e", "eng", "d e", "\x00"]
)
def test_a_tag_of_nothing_offered_means_nothing(tag):
    assert matching(tag, OFFERED) is None


def test_the_sister_of_a_language_is_nearer_than_a_foreign_one():
    assert matching("pt", ("en", "pt-BR")) == "pt-BR"
    assert matching("zh-TW", ("en", "zh-Hans")) == "zh-Hans"


def test_the_first_wish_that_can_be_met_is():
    assert choose((None, "", "xx", "de-AT", "da"), OFFERED) == "de"


def test_who_wishes_for_nothing_offered_gets_the_first_one():
    assert choose(("fi", "ja"), OFFERED) == "da"


@given(st.text(), st.text())
def test_no_wish_is_too_strange(one, other):
    assert choose((one, other), OFFERED) in OFFERED
