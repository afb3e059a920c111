"""The language of the page that answers a request, and of every word on it.

It is chosen once, at first use: by `?lang`, by the conversation that the survey turns out to be
about, or by what the browser asks for, among what the survey is offered in.
"""

from collections.abc import Sequence
from urllib.parse import urlencode

from babel.support import NullTranslations
from flask import Flask, g, has_request_context, request

from service.languages.choice import choose, matching
from service.languages.spoken import FALLBACK, LANGUAGES, translations
from service.languages.writing import direction, own_name


def register_language(app: Flask) -> None:
    """Let the templates speak the language of each request."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    # The extension brings this method, which types can't know.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: spoken().gettext(text),
        lambda one, many, count: spoken().ngettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.globals |= {"own_name": own_name, "in_language": in_language}
    app.context_processor(_written)


def language() -> str:
    """The language of this request; English for what is drawn outside of one."""
    if not has_request_context():
        return FALLBACK
    if "language" not in g:
        speak(choose(_wished(), LANGUAGES))
    chosen: str = g.language
    return chosen


def speak_one_of(offered: Sequence[str], *, known: str | None) -> None:
    """Answer this request in the best of some languages, and let the page offer the others.

    Args:
        offered: their tags; the first is the fallback.
        known: the language that the customer has spoken to us, if we know it.
    """
    g.languages = offered
    speak(choose(_wished(known), offered))


def speak(chosen: str) -> None:
    """Answer this request in a language from here on."""
    g.language = chosen


def asked_for() -> str | None:
    """The language that the address itself asks for, to be carried on to the next page."""
    return matching(request.args.get("lang", ""), LANGUAGES)


def in_language(other: str) -> str:
    """The address of this same page in another language, what the link chose still chosen."""
    return "?" + urlencode(request.args.to_dict() | {"lang": other})


def spoken() -> NullTranslations:
    """What is said in the language of this request."""
    return translations(language())


def say(text: str, **values: object) -> str:
    """A marked text in the language of this request, its placeholders filled."""
    said: str = spoken().gettext(text)
    return said % values


def _wished(known: str | None = None) -> tuple[str | None, ...]:
    accepted = (language for language, quality in request.accept_languages if quality > 0)
    return (request.args.get("lang"), known, *accepted)


def _written() -> dict[str, object]:
    chosen, offered = language(), g.get("languages", ()) if has_request_context() else ()
    return {"language": chosen, "direction": direction(chosen), "languages": offered}
