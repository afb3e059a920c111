import pytest

from service.languages.writing import day, direction, number, own_name

CLOSED_AT = 1_763_719_200_000  # 21 November 2025, 10:00 UTC


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "21 November"),
        ("da", "21. november"),
        ("hu", "november 21."),
        ("ja", "11月21日"),
        ("pt-BR", "21 de novembro"),
    ],
)
def test_a_day_is_written_as_in_a_letter(language, written):
    assert day(CLOSED_AT, language) == written


@pytest.mark.parametrize(("language", "written"), [("en", "2,001"), ("da", "2.001")])
def test_thousands_stand_apart_as_a_language_has_it(language, written):
    assert number(2001, language) == written


@pytest.mark.parametrize("language", ["ar", "he"])
def test_some_languages_are_written_from_right_to_left(language):
    assert direction(language) == "rtl"


@pytest.mark.parametrize("language", ["en", "da", "nb", "zh-Hans"])
def test_most_are_written_from_left_to_right(language):
    assert direction(language) == "ltr"


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("da", "Dansk"),
        ("pt-BR", "Português (Brasil)"),
        ("ar", "العربية"),
        ("zh-Hans", "中文 (简体)"),
    ],
)
def test_a_language_is_named_by_those_who_speak_it(language, name):
    assert own_name(language) == name
