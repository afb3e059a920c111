"""Every catalogue says everything that customers read, with every placeholder and plural."""

import re
from pathlib import Path

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from service.languages.spoken import CATALOGUES, FALLBACK, LANGUAGES, translations
from service.languages.writing import direction, own_name

ROOT = Path(__file__).parents[2]
FILES = sorted(CATALOGUES.glob("*.po"))


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """What customers read, as `make messages` finds it in the code and the templates."""
    file = tmp_path_factory.mktemp("source") / "messages.pot"
    extract = ["--quiet", "extract", "-F", str(ROOT / "pyproject.toml"), "-o", str(file)]
    CommandLineInterface().run(["pybabel", *extract, str(ROOT / "service")])
    return read(file, FALLBACK)


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def catalogue(request):
    return read(request.param, request.param.stem)


def test_the_source_has_something_to_say(source):
    assert "Send my answer" in source


def test_nothing_is_left_unsaid(source, catalogue):
    unsaid = [message.id for message in said(source) if not is_whole(catalogue, message.id)]
    assert unsaid == [], "`make messages` lists them in the catalogue"


def test_nothing_is_said_that_the_source_no_longer_says(source, catalogue):
    assert [message.id for message in said(catalogue) if message.id not in source] == []


def test_every_placeholder_comes_back_and_no_other(catalogue):
    lost = [m.id for m in said(catalogue) if placeholders(m.string) != placeholders(m.id)]
    assert lost == []


def test_placeholders_and_plural_forms_are_well_formed(catalogue):
    assert [(message.id, errors) for message, errors in catalogue.check()] == []


def test_only_english_repeats_the_source(source, catalogue):
    same = [message.id for message in said(catalogue) if message.string == message.id]
    assert len(same) <= len(list(said(source))) // 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_can_be_spoken(language):
    assert translations(language).gettext("Send my answer")
    assert direction(language) in {"ltr", "rtl"}
    assert own_name(language)


def test_english_comes_first_and_says_the_source():
    assert LANGUAGES[0] == FALLBACK
    assert translations(FALLBACK).gettext("Send my answer") == "Send my answer"


def said(catalogue):
    return (message for message in catalogue if message.id)


def is_whole(catalogue, message_id) -> bool:
    message = catalogue.get(message_id)
    if message is None or message.fuzzy:
        return False
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(form.strip() for form in forms)


def placeholders(text) -> set[str]:
    forms = text if isinstance(text, tuple) else (text,)
    return {name for form in forms for name in re.findall(r"%\((\w+)\)s", form)}


def read(file, language):
    with file.open("rb") as opened:
        return read_po(opened, locale=language.replace("-", "_"), abort_invalid=True)
