"""The languages that customers are spoken to in, and what is said in each.

What customers read stands in the code and the templates in English, which is the source. Every
other language is a file `catalogues/<BCP 47 tag>.po`; a file put there is a language offered, and
the tests see to it that it is whole. `make messages` brings the files up to date with the source.
"""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

CATALOGUES = Path(__file__).parent / "catalogues"

FALLBACK = "en"

LANGUAGES: tuple[str, ...] = (FALLBACK, *sorted(file.stem for file in CATALOGUES.glob("*.po")))
"""By their BCP 47 tags."""


@cache
def translations(language: str) -> NullTranslations:
    """What is said in a language; read from its catalogue when first asked for.

    Args:
        language: one of `LANGUAGES`.

    Raises:
        FileNotFoundError: it is not.
    """
    if language == FALLBACK:
        return NullTranslations()
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language.replace("-", "_"), abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def marked(text: str) -> str:
    """Mark a text for the catalogues where it stands; it is translated where it is shown."""
    return text


N_ = marked  # the name by which the catalogues' tools know it
