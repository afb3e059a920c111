"""An invitation as a letter: its subject, its text, and its HTML for any mail program.

Mail programs know no style sheets of ours and load no pictures unasked. So everything is said in
words, each element carries its own style, and the one `<style>` only turns it dark.
"""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from service.contrast import OURS, PAPER, accent
from service.delivery.invitation import Invitation, Purpose
from service.languages.spoken import N_, translations
from service.languages.writing import day, direction

REMINDER = N_("Reminder: %(question)s")

_INK = {
    "light": {"ground": "#f3f5f8", "ink": "#17212b", "muted": "#55616e"},
    "dark": {"ground": "#0d1319", "ink": "#e9eef3", "muted": "#a9b5c1"},
}
"""As on the survey's page."""


def subject(invitation: Invitation) -> str:
    """The question, in one line."""
    question = " ".join(invitation.question.split())
    if invitation.purpose is Purpose.INVITATION:
        return question
    said: str = translations(invitation.language).gettext(REMINDER)
    return said % {"question": question}


def as_text(invitation: Invitation) -> str:
    """The letter as plain text, with one link to the survey and one to be asked never again."""
    return _written("invitation.txt", invitation)


def as_html(invitation: Invitation) -> str:
    """The letter as HTML, with one link for each value besides."""
    return _written("invitation.html", invitation)


def colors(scheme: str, color: str | None) -> dict[str, str]:
    """What the letter is painted with.

    Args:
        scheme: `light` or `dark`.
        color: the brand's, if it has one; made readable.
    """
    found = accent(color or OURS, scheme)
    return {"paper": PAPER[scheme], "accent": found.color, "tint": found.tint, **_INK[scheme]}


def _written(template: str, invitation: Invitation) -> str:
    return (
        _templates(invitation.language)
        .get_template(template)
        .render(
            it=invitation,
            direction=direction(invitation.language),
            closed_on=day(invitation.survey.closing.closed_at, invitation.language),
            **{scheme: colors(scheme, invitation.brand.color) for scheme in PAPER},
        )
    )


@cache
def _templates(language: str) -> Environment:
    templates = Environment(
        loader=PackageLoader("service.delivery"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    templates.policies["ext.i18n.trimmed"] = True
    # The extension brings this method, which types can't know.
    templates.install_gettext_translations(  # type: ignore[attr-defined]
        translations(language), newstyle=True
    )
    return templates
