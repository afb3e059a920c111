"""The mails of a preview, as files to be opened in a browser or read as text."""

import re
from dataclasses import replace
from pathlib import Path

from service.delivery.invitation import invitation
from service.delivery.letter import as_html, as_text, subject
from service.rules.survey_rule import SurveyRule
from service.web.preview.invented import invented
from service.web.preview.token import Scene


def write_mail(folder: Path, rule: SurveyRule, language: str, *, url: str) -> Path:
    """Write the invitation of a survey in a language, as HTML and, below its subject, as text.

    Args:
        folder: for the files; it is made if it is not there.
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
    name = re.sub(r"[^\w-]+", "-", rule.name)
    file = folder / f"{name}.{language}.html"
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(as_html(mail), encoding="utf-8")
    text = f"{subject(mail)}\n\n{as_text(mail)}"
    file.with_suffix(".txt").write_text(text, encoding="utf-8")
    return file
