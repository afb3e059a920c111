"""Every setting, declared once: its variable, its type, what it is for and what is right."""

# ruff: noqa: RUF009 - `variable` is a field specifier, as `dataclasses.field` is

import sys
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from service.rules.survey_rule import DEFAULT_SURVEY, SurveyRule
from service.settings.addresses import (
    EVENTS_PATH,
    api_address,
    hook_address,
    mail_server,
    mailbox,
    public_address,
    redis_address,
)
from service.settings.files import read_surveys
from service.settings.identifiers import organization_id
from service.settings.keys import delivery_keys, password_hash, signing_keys, token, webhook_secrets
from service.settings.quantities import choice, duration, number, switch, whole_number
from service.settings.variable import Variable, variable, variables_of

LogFormat = Literal["json", "console"]
LogLevel = Literal["debug", "info", "warning", "error", "critical"]


_seconds = number(above=0, at_most=3_600)


def _format_for_stderr() -> LogFormat:
    return "console" if sys.stderr.isatty() else "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one installation. Fields ending in `_seconds` are in seconds."""

    dixa_api_token: str = variable(
        "DIXA_API_TOKEN",
        token,
        meaning="an API token of Dixa",
        example="the-token-from-dixa",
        secret=True,
    )
    dixa_api_url: str = variable(
        "DIXA_API_URL",
        api_address,
        meaning="Dixa's API, with the version in its path",
        default="https://dev.dixa.io/beta",
    )
    dixa_webhook_secrets: tuple[bytes, ...] = variable(
        "DIXA_WEBHOOK_SECRET",
        webhook_secrets,
        meaning="the secret key of Dixa's webhook subscription; several separated by commas",
        example="0123456789abcdef0123456789abcdef",
        secret=True,
    )
    dixa_organization_id: str | None = variable(
        "DIXA_ORGANIZATION_ID",
        organization_id,
        meaning="if set, events of other organisations are ignored",
        example="2f6a1c1e-4b7d-4f0a-9a54-6f7c5a0f1b11",
        default=None,
    )
    dixa_rate: float = variable(
        "DIXA_RATE",
        number(above=0, at_most=10),
        meaning="our own limit of calls per second to Dixa, all workers together",
        default="9.5",
    )
    dixa_burst: int = variable(
        "DIXA_BURST",
        whole_number(at_least=1, at_most=4),
        meaning="how many of those calls may come at once",
        default="3",
    )
    public_url: str = variable(
        "PUBLIC_URL",
        public_address,
        meaning="the base of the survey links",
        example="https://surveys.example.com",
    )
    redis_url: str = variable(
        "REDIS_URL",
        redis_address,
        meaning="where Redis is",
        example="redis://127.0.0.1:6379/0",
        secret=True,
    )
    surveys: tuple[SurveyRule, ...] = variable(
        "SURVEYS_FILE",
        read_surveys,
        meaning="the path of surveys.toml; not set: one Csat survey, every inbound conversation",
        example="/etc/rating-survey/surveys.toml",
        default=lambda: (DEFAULT_SURVEY,),
    )
    smtp_url: str | None = variable(
        "SMTP_URL",
        mail_server,
        meaning="the mail server; without it e-mail delivery is off",
        example="smtp://user:password@mail.example.com:587",
        secret=True,
        default=None,
    )
    mail_from: str | None = variable(
        "MAIL_FROM",
        mailbox,
        meaning="who the mail comes from",
        example="support@example.com",
        default=None,
    )
    mail_reply_to: str | None = variable(
        "MAIL_REPLY_TO",
        mailbox,
        meaning="where answers to the mail go; not set: to MAIL_FROM",
        example="help@example.com",
        default=None,
    )
    delivery_webhook_url: str | None = variable(
        "DELIVERY_WEBHOOK_URL",
        hook_address,
        meaning="where another system takes links to bring them; without it that way is off",
        example="https://gateway.example.com/links",
        secret=True,
        default=None,
    )
    delivery_webhook_secrets: tuple[bytes, ...] | None = variable(
        "DELIVERY_WEBHOOK_SECRET",
        delivery_keys,
        meaning="signs what goes there; several separated by commas, each signs",
        example="whsec_$(openssl rand -base64 32)",
        secret=True,
        default=None,
    )
    dashboard_password_hash: str | None = variable(
        "DASHBOARD_PASSWORD_HASH",
        password_hash,
        meaning="what `rating-survey password` printed; without it the dashboard is off",
        example="$(rating-survey password)",
        secret=True,
        default=None,
    )
    metrics_token: str | None = variable(
        "METRICS_TOKEN",
        token,
        meaning="the bearer token for /metrics; without it /metrics is off",
        example="$(openssl rand -hex 32)",
        secret=True,
        default=None,
    )
    secret_keys: tuple[str, ...] = variable(
        "SECRET_KEY",
        signing_keys,
        meaning="signs links and forms; several separated by commas, the first signs",
        example="$(openssl rand -hex 32)",
        secret=True,
    )
    retention: timedelta = variable(
        "RETENTION",
        duration,
        meaning="how long comments and personal data stay; 0 keeps them only until delivered",
        default="90d",
    )
    allow_unsafe_redis: bool = variable(
        "ALLOW_UNSAFE_REDIS",
        switch,
        meaning="start although Redis evicts or does not persist",
        default="false",
    )
    log_format: LogFormat = variable(
        "LOG_FORMAT",
        choice("json", "console"),
        meaning="how a log line looks; not set: console on a terminal, else json",
        example="json",
        default=_format_for_stderr,
    )
    log_level: LogLevel = variable(
        "LOG_LEVEL",
        choice("debug", "info", "warning", "error", "critical"),
        meaning="the least that is logged",
        default="info",
    )
    settle_seconds: float = variable(
        "SETTLE_SECONDS",
        _seconds,
        meaning="how long a request to Dixa of unknown outcome is left alone before it is read",
        default="60",
    )
    lease_seconds: float = variable(
        "LEASE_SECONDS",
        _seconds,
        meaning="how long a worker has a survey to itself",
        default="60",
    )
    sweep_seconds: float = variable(
        "SWEEP_SECONDS",
        _seconds,
        meaning="how often what is overdue is looked for",
        default="15",
    )
    http_timeout_seconds: float = variable(
        "HTTP_TIMEOUT_SECONDS",
        _seconds,
        meaning="how long a request to another service may take in all",
        default="15",
    )
    job_timeout_seconds: float = variable(
        "JOB_TIMEOUT_SECONDS",
        _seconds,
        meaning="how long a job may take",
        default="45",
    )

    @property
    def events_url(self) -> str:
        """Where Dixa is to send its events."""
        return f"{self.public_url}{EVENTS_PATH}"


VARIABLES_BY_FIELD: dict[str, Variable] = variables_of(Settings)
VARIABLES: tuple[Variable, ...] = tuple(VARIABLES_BY_FIELD.values())
