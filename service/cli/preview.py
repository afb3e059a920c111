"""`rating-survey preview`: links that show what customers would see."""

from collections.abc import Iterable
from pathlib import Path

import click

from service.cli.environment import USAGE_EXIT, data_option, exit_with, settings_or_exit
from service.languages.spoken import LANGUAGES
from service.languages.writing import own_name
from service.rules.survey_rule import SurveyRule
from service.settings import Settings
from service.web.preview.token import LIFETIME, Preview, Previews, Scene


@click.command()
@click.option("--survey", metavar="NAME", help="Only the survey of this name.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Only in this language.")
@data_option
def preview(survey: str | None, language: str | None, data: Path) -> None:
    """Print links that show every survey in every language and state.

    They need the running web, at PUBLIC_URL. Nothing that is sent there is kept.
    """
    settings = settings_or_exit(data=data)
    rules = [rule for rule in settings.surveys if survey in {None, rule.name}]
    if not rules:
        names = ", ".join(rule.name for rule in settings.surveys)
        exit_with((f"--survey: there is no such survey; there are: {names}",), USAGE_EXIT)
    click.echo(f"Nothing that is sent from these pages is kept. Good for {LIFETIME.days} days.")
    for rule in rules:
        for each in rule.languages:
            if language in {None, each}:
                _print_lines(_lines(settings, rule, each))


def _lines(settings: Settings, rule: SurveyRule, language: str) -> Iterable[str]:
    previews = Previews(settings.secret_keys)
    yield f"\n{rule.name}, {own_name(language)}"
    for scene in Scene:
        token = previews.token(Preview(rule.name, scene))
        yield f"  {scene:17} {settings.public_url}/s/{token}?lang={language}"


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)
