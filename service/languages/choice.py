"""Which of the languages offered a customer is spoken to in."""

from collections.abc import Iterable, Sequence

_SPOKEN_AS = {
    "in": "id",
    "iw": "he",
    "nn": "nb",
    "no": "nb",
    "pt-pt": "pt",
    "zh": "zh-hans",
    "zh-cn": "zh-hans",
    "zh-hk": "zh-hant",
    "zh-mo": "zh-hant",
    "zh-sg": "zh-hans",
    "zh-tw": "zh-hant",
}
"""What browsers and people also call a language, and those who read it as well as their own."""


def choose(wished: Iterable[str | None], offered: Sequence[str]) -> str:
    """The language for somebody.

    Args:
        wished: tags as they come, the most wished for first; what is none, unknown or not
            offered is passed over.
        offered: the tags to choose from, at least one; the first is the fallback.
    """
    found = (matching(tag, offered) for tag in wished if tag)
    return next((language for language in found if language), offered[0])


def matching(tag: str, offered: Sequence[str]) -> str | None:
    """The language offered that a tag means, or else the nearest to it; None if none is near.

    `pt_BR` and `pt-br` mean `pt-BR`, `de-AT` is nearest to `de`, and `zh-TW` means `zh-Hant`.
    """
    known = {language.lower(): language for language in offered}
    names = tuple(_from_the_nearest(tag.strip().replace("_", "-").lower()))
    exact = next((known[name] for name in names if name in known), None)
    return exact or next((known[each] for each in known if _family(each) == names[-1]), None)


def _from_the_nearest(tag: str) -> Iterable[str]:
    parts = tag.split("-")
    for length in range(len(parts), 0, -1):
        name = "-".join(parts[:length])
        yield _SPOKEN_AS.get(name, name)
    yield _family(_SPOKEN_AS.get(parts[0], parts[0]))


def _family(tag: str) -> str:
    return tag.partition("-")[0]
