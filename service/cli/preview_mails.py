"""The mails of a preview, as files to be opened in a browser or read as text."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from service.delivery.invitation import invitation
from service.delivery.letter import as_html, as_text, subject
from service.rules.survey_rule import SurveyRule
from service.web.preview.invented import invented
from service.web.preview.token import Scene


def file_names(rules: Sequence[SurveyRule]) -> dict[str, str]:
    """What the files of each survey are called, by its name; no two alike."""
    names: dict[str, str] = {}
    for rule in rules:
        name = re.sub(r"[^\w-]+", "-", rule.name)
        while name in names.values():
            name += "-"
        names[rule.name] = name
    return names


def write_mail(file: Path, rule: SurveyRule, language: str, *, url: str) -> Path:
    """Write the invitation of a survey in a language, as HTML and, below its subject, as text.

    Args:
        file: without what comes after its name; its folder is made if it is not there.
        rule: the survey.
        language: its tag.
        url: of the page that the mail's links lead to.

    Returns:
        The file of HTML; the text is beside it.

    Raises:
        OSError: they can't be written.
    """
    survey = replace(invented(rule, Scene.FRESH), language=language)
    mail = invitation(survey, rule, url=url)
    html, text = (file.with_name(f"{file.name}.{language}.{kind}") for kind in ("html", "txt"))
    file.parent.mkdir(parents=True, exist_ok=True)
    html.write_text(as_html(mail), encoding="utf-8")
    text.write_text(f"{subject(mail)}\n\n{as_text(mail)}", encoding="utf-8")
    return html
