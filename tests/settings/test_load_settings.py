import io
import sys
from datetime import timedelta

import pytest

from service.ratings import RatingType
from service.settings import SettingsError, load_settings

RATINGS = "Csat, Nps, ThumbsUpOrDown"


def test_the_required_variables_are_enough(environ):
    settings = load_settings(environ)

    assert settings.dixa_api_token == "token-of-dixa"
    assert settings.dixa_webhook_secrets == (b"\x00\xff",)
    assert settings.public_url == "https://surveys.example.com"
    assert settings.redis_url == "redis://127.0.0.1:6379/0"
    assert settings.secret_keys == ("0123456789abcdef0123456789abcdef",)


def test_what_is_not_set_has_its_documented_default(environ):
    settings = load_settings(environ)

    assert settings.dixa_api_url == "https://dev.dixa.io/beta"
    assert settings.dixa_organization_id is None
    assert (settings.dixa_rate, settings.dixa_burst) == (9.5, 3)
    assert (settings.smtp_url, settings.mail_from) == (None, None)
    assert (settings.dashboard_password_hash, settings.metrics_token) == (None, None)
    assert settings.retention == timedelta(days=90)
    assert settings.allow_unsafe_redis is False
    assert settings.log_level == "info"
    assert (settings.settle_seconds, settings.lease_seconds, settings.sweep_seconds) == (60, 60, 15)
    assert (settings.http_timeout_seconds, settings.job_timeout_seconds) == (15, 45)


def test_without_a_file_there_is_one_csat_survey_for_inbound_conversations(environ):
    (survey,) = load_settings(environ).surveys

    assert (survey.name, survey.rating) == ("default", RatingType.CSAT)
    assert survey.directions == ("INBOUND",)
    assert survey.channels == ()


@pytest.mark.parametrize("empty", ["", "  ", "\n"])
def test_an_empty_value_counts_as_not_set(environ, empty):
    settings = load_settings(environ | {"DIXA_RATE": empty, "METRICS_TOKEN": empty})

    assert (settings.dixa_rate, settings.metrics_token) == (9.5, None)


@pytest.mark.parametrize("form", ["{}", '"{}"', "'{}'"])
@pytest.mark.parametrize("command", ["$(openssl rand -hex 32)", "`openssl rand -hex 32`"])
def test_a_command_that_no_shell_has_run_is_named_as_such(environ, command, form):
    with pytest.raises(SettingsError) as refusal:
        load_settings(environ | {"SECRET_KEY": form.format(command)})

    [fault] = refusal.value.faults
    assert fault.startswith("SECRET_KEY: holds a command that no shell has run: write what")


def test_variables_of_others_are_passed_over(environ):
    settings = load_settings(environ | {"DIXA_RAT": "1", "PATH": "/bin"})

    assert settings.dixa_rate == 9.5


def test_every_missing_variable_is_named_at_once():
    with pytest.raises(SettingsError) as refusal:
        load_settings({})

    named = [fault.partition(": must be set; for example ")[0] for fault in refusal.value.faults]
    assert named == [
        "DIXA_API_TOKEN",
        "DIXA_WEBHOOK_SECRET",
        "PUBLIC_URL",
        "REDIS_URL",
        "SECRET_KEY",
    ]


def test_faults_of_every_kind_are_listed_together(environ, tmp_path):
    surveys = tmp_path / "surveys.toml"
    surveys.write_text('[[survey]]\nname = "support"\nrating = "Stars"\n')
    wrong = {
        "DIXA_API_TOKEN": "",
        "DIXA_RATE": "fast",
        "SURVEYS_FILE": str(surveys),
        "LEASE_SECONDS": "61",
        "SMTP_URL": "smtp://mail.example.com",
    }

    with pytest.raises(SettingsError) as refusal:
        load_settings(environ | wrong)

    problems = [fault.partition("; for example ")[0] for fault in refusal.value.faults]
    assert problems == [
        "DIXA_API_TOKEN: must be set",
        "DIXA_RATE: must be a number above 0 and at most 10",
        f'SURVEYS_FILE: {surveys}, survey "support", rating: must be one of: {RATINGS}',
        "LEASE_SECONDS: is 61 but must be at most SETTLE_SECONDS, 60",
        "MAIL_FROM: must be set as well when SMTP_URL is",
    ]


@pytest.mark.parametrize(("is_watched", "log_format"), [(True, "console"), (False, "json")])
def test_logs_are_json_unless_a_person_watches(environ, monkeypatch, is_watched, log_format):
    stderr = io.StringIO()
    stderr.isatty = lambda: is_watched
    monkeypatch.setattr(sys, "stderr", stderr)

    settings = load_settings(environ)

    assert settings.log_format == log_format


def test_settings_can_be_shown_without_their_secrets(environ):
    secrets = {
        "METRICS_TOKEN": "hidden-metrics",
        "SMTP_URL": "smtp://user:hidden-mail@mail.example.com",
        "MAIL_FROM": "support@example.com",
        "REDIS_URL": "redis://:hidden-redis@127.0.0.1",
    }

    shown = repr(load_settings(environ | secrets))

    assert "https://surveys.example.com" in shown
    assert "hidden" not in shown
    assert environ["SECRET_KEY"] not in shown
    assert environ["DIXA_API_TOKEN"] not in shown
