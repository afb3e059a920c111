"""What each variable takes and what it refuses."""

from datetime import timedelta

import pytest

from service.settings import SettingsError, load_settings

KEY = "0123456789abcdef0123456789abcdef"
OTHER_KEY = "fedcba9876543210fedcba9876543210"
TLS_REDIS = "rediss://u:p%40@r.example.com:6380/2"
QUOTED = '"Example, Inc." <a@localhost>'
HASH = "scrypt:32768:8:1$mXkCnY4bVfQ0TzHs$5d0c1f"
WHSEC = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"
HOOK = "https://gateway.example.com/links?key=1"
SENTINELS = "redis+sentinel://10.0.0.1:26379,[fd00::2]:26379/surveys/1"
NEEDS = {
    "SMTP_URL": {"MAIL_FROM": "support@example.com"},
    "MAIL_FROM": {"SMTP_URL": "smtp://mail.example.com"},
    "MAIL_REPLY_TO": {"MAIL_FROM": "a@example.com", "SMTP_URL": "smtp://mail.example.com"},
    "DELIVERY_WEBHOOK_URL": {"DELIVERY_WEBHOOK_SECRET": WHSEC},
    "DELIVERY_WEBHOOK_SECRET": {"DELIVERY_WEBHOOK_URL": HOOK},
}


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("DIXA_API_URL", "https://dev.dixa.io/v1/", "dixa_api_url", "https://dev.dixa.io/v1"),
        ("DIXA_API_URL", "http://127.0.0.1:80/beta", "dixa_api_url", "http://127.0.0.1:80/beta"),
        ("DIXA_WEBHOOK_SECRET", "ab, CDEF", "dixa_webhook_secrets", (b"\xab", b"\xcd\xef")),
        ("DIXA_ORGANIZATION_ID", "2f6a1c1e", "dixa_organization_id", "2f6a1c1e"),
        ("DIXA_RATE", "10", "dixa_rate", 10.0),
        ("DIXA_RATE", "0.5", "dixa_rate", 0.5),
        ("DIXA_BURST", "1", "dixa_burst", 1),
        ("DIXA_BURST", "4", "dixa_burst", 4),
        ("PUBLIC_URL", "HTTPS://Example.com/", "public_url", "https://example.com"),
        ("PUBLIC_URL", "http://localhost:8000", "public_url", "http://localhost:8000"),
        ("PUBLIC_URL", "http://[::1]:8000", "public_url", "http://[::1]:8000"),
        ("REDIS_URL", "redis://localhost", "redis_url", "redis://localhost"),
        ("REDIS_URL", TLS_REDIS, "redis_url", TLS_REDIS),
        ("REDIS_URL", "unix:///run/valkey.sock?db=1", "redis_url", "unix:///run/valkey.sock?db=1"),
        ("REDIS_URL", SENTINELS, "redis_url", SENTINELS),
        ("SMTP_URL", "smtps://mail.example.com", "smtp_url", "smtps://mail.example.com"),
        ("SMTP_URL", "smtp://u%40x:p%2F@h:587", "smtp_url", "smtp://u%40x:p%2F@h:587"),
        ("MAIL_FROM", "support@example.com", "mail_from", "support@example.com"),
        ("MAIL_FROM", "Hjælp <a.b@example.com>", "mail_from", "Hjælp <a.b@example.com>"),
        ("MAIL_FROM", QUOTED, "mail_from", QUOTED),
        ("MAIL_REPLY_TO", "help@example.com", "mail_reply_to", "help@example.com"),
        ("DELIVERY_WEBHOOK_URL", HOOK, "delivery_webhook_url", HOOK),
        ("DELIVERY_WEBHOOK_URL", "http://[::1]:1/", "delivery_webhook_url", "http://[::1]:1/"),
        (
            "DELIVERY_WEBHOOK_SECRET",
            f"{WHSEC}, {WHSEC}",
            "delivery_webhook_secrets",
            (b"012345678901234567890123", b"012345678901234567890123"),
        ),
        ("DASHBOARD_PASSWORD_HASH", HASH, "dashboard_password_hash", HASH),
        ("METRICS_TOKEN", "a+b/c=", "metrics_token", "a+b/c="),
        ("SECRET_KEY", f"{KEY}, {OTHER_KEY}", "secret_keys", (KEY, OTHER_KEY)),
        ("RETENTION", "0", "retention", timedelta(0)),
        ("RETENTION", "26w", "retention", timedelta(weeks=26)),
        ("ALLOW_UNSAFE_REDIS", "TRUE", "allow_unsafe_redis", True),
        ("ALLOW_UNSAFE_REDIS", "1", "allow_unsafe_redis", True),
        ("ALLOW_UNSAFE_REDIS", "no", "allow_unsafe_redis", False),
        ("LOG_FORMAT", "Console", "log_format", "console"),
        ("LOG_LEVEL", "DEBUG", "log_level", "debug"),
        ("SWEEP_SECONDS", "0.25", "sweep_seconds", 0.25),
    ],
)
def test_a_right_value_is_taken(environ, name, text, field, value):
    settings = load_settings(environ | NEEDS.get(name, {}) | {name: text})

    assert getattr(settings, field) == value


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("DIXA_API_TOKEN", "Bearer abc", "without spaces or `Bearer`"),
        ("DIXA_API_TOKEN", "tökén", "ASCII"),
        ("DIXA_API_TOKEN", "to\nken", "one line"),
        ("DIXA_API_URL", "https://dev.dixa.io", "version"),
        ("DIXA_API_URL", "http://dev.dixa.io/beta", "https://"),
        ("DIXA_WEBHOOK_SECRET", "abc", "hexadecimal"),
        ("DIXA_WEBHOOK_SECRET", "xy", "hexadecimal"),
        ("DIXA_WEBHOOK_SECRET", "ab,,cd", "hexadecimal"),
        ("DIXA_WEBHOOK_SECRET", "ab,", "hexadecimal"),
        ("DIXA_WEBHOOK_SECRET", "٠٠", "hexadecimal"),
        ("DIXA_ORGANIZATION_ID", "Example Ltd", "an organisation's id in Dixa"),
        ("DIXA_ORGANIZATION_ID", "2f6a1c1é", "ASCII, without spaces"),
        ("DIXA_RATE", "0", "above 0"),
        ("DIXA_RATE", "10.1", "at most 10"),
        ("DIXA_RATE", "nan", "number"),
        ("DIXA_RATE", "1_0", "number"),
        ("DIXA_RATE", "٥", "number"),
        ("DIXA_RATE", "-1", "number"),
        ("DIXA_BURST", "0", "from 1 to 4"),
        ("DIXA_BURST", "5", "from 1 to 4"),
        ("DIXA_BURST", "2.0", "whole number"),
        ("PUBLIC_URL", "surveys.example.com", "https://"),
        ("PUBLIC_URL", "http://surveys.example.com", "https://"),
        ("PUBLIC_URL", "http://localhost.example.com", "https://"),
        ("PUBLIC_URL", "ftp://surveys.example.com", "https://"),
        ("PUBLIC_URL", "https://", "https://"),
        ("PUBLIC_URL", "https://user:password@example.com", "without user"),
        ("PUBLIC_URL", "https://example.com/ask", "without a path"),
        ("PUBLIC_URL", "https://example.com/?", "`?`"),
        ("PUBLIC_URL", "https://example.com/#top", "`#`"),
        ("PUBLIC_URL", "https://example.com:port", "well-formed"),
        ("PUBLIC_URL", "https://example.com:0", "well-formed"),
        ("PUBLIC_URL", "https://[::1", "well-formed"),
        ("PUBLIC_URL", 'https://exa"mple.com', "well-formed"),
        ("PUBLIC_URL", "https://exa mple.com", "without spaces"),
        ("REDIS_URL", "localhost:6379", "redis://"),
        ("REDIS_URL", "http://localhost", "redis://"),
        ("REDIS_URL", "redis:///0", "redis://host"),
        ("REDIS_URL", "redis://localhost/surveys", "redis://host"),
        ("REDIS_URL", "unix://", "unix:///path"),
        ("REDIS_URL", "redis+sentinel://10.0.0.1/surveys", "redis+sentinel://host:port"),
        ("REDIS_URL", "redis+sentinel://10.0.0.1:26379", "service"),
        ("REDIS_URL", "redis+sentinel://10.0.0.1:26379/surveys/zero", "service/db"),
        ("SMTP_URL", "mail.example.com:25", "smtp://"),
        ("SMTP_URL", "smtp://", "smtp://"),
        ("SMTP_URL", "smtp://user@mail.example.com", "both user and password"),
        ("SMTP_URL", "smtp://u:p@mail.example.com/inbox", "percent-encoded"),
        ("SMTP_URL", "smtp://u:p?w@mail.example.com", "well-formed"),
        ("MAIL_FROM", "support", "mail address"),
        ("MAIL_FROM", "a@example.com, b@example.com", "mail address"),
        ("MAIL_FROM", "Support <support@example.com", "mail address"),
        ("MAIL_FROM", "support@", "mail address"),
        ("MAIL_REPLY_TO", "help", "mail address"),
        ("MAIL_FROM", "a@example.com\nBcc: b@example.com", "one line"),
        ("DELIVERY_WEBHOOK_URL", "gateway.example.com", "https://"),
        ("DELIVERY_WEBHOOK_URL", "http://gateway.example.com/", "https://"),
        ("DELIVERY_WEBHOOK_URL", "https://user:pass@gateway.example.com/", "without user"),
        ("DELIVERY_WEBHOOK_URL", "https://gateway.example.com/#links", "`#`"),
        ("DELIVERY_WEBHOOK_SECRET", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz", "whsec_"),
        ("DELIVERY_WEBHOOK_SECRET", "whsec_MDEy", "24 to 64 bytes"),
        ("DELIVERY_WEBHOOK_SECRET", "whsec_tooth paste!", "in base64"),
        ("DELIVERY_WEBHOOK_SECRET", f"{WHSEC},", "several separated by commas"),
        ("DASHBOARD_PASSWORD_HASH", "correct horse", "rating-survey password"),
        ("METRICS_TOKEN", "two words", "without spaces"),
        ("SECRET_KEY", KEY[:-1], "at least 32 characters"),
        ("SECRET_KEY", f"{KEY},short", "at least 32 characters"),
        ("SURVEYS_FILE", "no/such/surveys.toml", "No such file"),
        ("RETENTION", "90", "unit"),
        ("RETENTION", "-1d", "unit"),
        ("RETENTION", "1.5d", "unit"),
        ("RETENTION", "11y", "unit"),
        ("RETENTION", "999999999999w", "at most 3650d"),
        ("ALLOW_UNSAFE_REDIS", "maybe", "true or false"),
        ("LOG_FORMAT", "xml", "json, console"),
        ("LOG_LEVEL", "loud", "debug, info"),
        ("SWEEP_SECONDS", "0", "above 0"),
        ("SWEEP_SECONDS", "15s", "number"),
        ("SETTLE_SECONDS", "1e9", "number"),
    ],
)
def test_a_wrong_value_is_refused_in_one_line_with_an_example(environ, name, text, problem):
    with pytest.raises(SettingsError) as refusal:
        load_settings(environ | NEEDS.get(name, {}) | {name: text})

    (fault,) = refusal.value.faults
    assert fault.startswith(f"{name}: ")
    assert problem in fault
    assert f"for example {name}=" in fault
    assert fault.splitlines() == [fault]
