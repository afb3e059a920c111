"""`rating-survey preview`: links that show what customers would see, and the mails to them."""

from collections.abc import Iterator
from pathlib import Path

import click

from service.cli.environment import USAGE_EXIT, data_option, exit_with, settings_or_exit
from service.cli.preview_mails import file_names, write_mail
from service.languages.spoken import LANGUAGES
from service.languages.writing import own_name
from service.rules.survey_rule import SurveyRule
from service.settings import Settings
from service.web.preview.token import LIFETIME, Preview, Previews, Scene


@click.command()
@click.option("--survey", metavar="NAME", help="Only the survey of this name.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Only in this language.")
@click.option(
    "--mails",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Also write the mails into this folder, as HTML and as text.",
)
@data_option
def preview(survey: str | None, language: str | None, mails: Path | None, data: Path) -> None:
    """Print links that show every survey in every language and state.

    They need the running web, at PUBLIC_URL. Nothing that is sent there is kept.
    """
    settings = settings_or_exit(data=data)
    rules = [rule for rule in settings.surveys if survey in {None, rule.name}]
    if not rules:
        names = ", ".join(rule.name for rule in settings.surveys)
        exit_with((f"--survey: there is no such survey; there are: {names}",), USAGE_EXIT)
    click.echo(f"Nothing that is sent from these pages is kept. Good for {LIFETIME.days} days.")
    if mails and not any("email" in rule.deliver for rule in rules):
        click.echo("No mail is written: no survey of these goes by e-mail.")
    files = file_names(settings.surveys)
    for rule in rules:
        for each in rule.languages:
            if language in {None, each}:
                file = mails / files[rule.name] if mails and "email" in rule.deliver else None
                for line in _lines(settings, rule, each, file):
                    click.echo(line)
    if survey is None and language is None:
        click.echo("\nFor fewer of them: --survey NAME, --language CODE.")


def _lines(settings: Settings, rule: SurveyRule, language: str, file: Path | None) -> Iterator[str]:
    previews = Previews(settings.secret_keys)
    yield f"\n{rule.name}, {own_name(language)}"
    for scene in Scene:
        token = previews.token(Preview(rule.name, scene))
        url = f"{settings.public_url}/s/{token}"
        yield f"  {scene:17} {url}?lang={language}"
        if file and scene is Scene.FRESH:
            yield f"  {'mail':17} {_mail(file, rule, language, url)}"


def _mail(file: Path, rule: SurveyRule, language: str, url: str) -> Path:
    try:
        return write_mail(file, rule, language, url=url)
    except OSError as error:
        where = error.filename or file.parent
        exit_with((f"--mails: {where} can't be written: {error.strerror}",), USAGE_EXIT)
