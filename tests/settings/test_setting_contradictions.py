import pytest

from service.settings import SettingsError, load_settings


@pytest.mark.parametrize(
    ("clockwork", "faults"),
    [
        (
            {"HTTP_TIMEOUT_SECONDS": "45"},
            ["HTTP_TIMEOUT_SECONDS: is 45 but must be less than JOB_TIMEOUT_SECONDS, 45"],
        ),
        (
            {"JOB_TIMEOUT_SECONDS": "60"},
            ["JOB_TIMEOUT_SECONDS: is 60 but must be less than LEASE_SECONDS, 60"],
        ),
        (
            {"LEASE_SECONDS": "60.5"},
            ["LEASE_SECONDS: is 60.5 but must be at most SETTLE_SECONDS, 60"],
        ),
        (
            {"JOB_TIMEOUT_SECONDS": "5", "SETTLE_SECONDS": "1"},
            [
                "HTTP_TIMEOUT_SECONDS: is 15 but must be less than JOB_TIMEOUT_SECONDS, 5",
                "LEASE_SECONDS: is 60 but must be at most SETTLE_SECONDS, 1",
            ],
        ),
    ],
)
def test_the_clockwork_must_keep_its_order(environ, clockwork, faults):
    with pytest.raises(SettingsError) as refusal:
        load_settings(environ | clockwork)

    assert [fault.partition("; for")[0] for fault in refusal.value.faults] == faults


def test_the_clockwork_may_run_fast(environ):
    clockwork = {
        "HTTP_TIMEOUT_SECONDS": "0.1",
        "JOB_TIMEOUT_SECONDS": "0.2",
        "LEASE_SECONDS": "0.3",
        "SETTLE_SECONDS": "0.3",
    }

    settings = load_settings(environ | clockwork)

    assert settings.lease_seconds == settings.settle_seconds == 0.3


def test_a_malformed_duration_is_not_compared(environ):
    with pytest.raises(SettingsError) as refusal:
        load_settings(environ | {"LEASE_SECONDS": "99", "SETTLE_SECONDS": "soon"})

    (fault,) = refusal.value.faults
    assert fault.startswith("SETTLE_SECONDS: must be a number")


@pytest.mark.parametrize(
    ("given", "text", "missing"),
    [
        ("SMTP_URL", "smtp://mail.example.com", "MAIL_FROM"),
        ("MAIL_FROM", "support@example.com", "SMTP_URL"),
        ("MAIL_REPLY_TO", "help@example.com", "MAIL_FROM"),
        ("DELIVERY_WEBHOOK_URL", "https://gateway.example.com", "DELIVERY_WEBHOOK_SECRET"),
        (
            "DELIVERY_WEBHOOK_SECRET",
            "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz",
            "DELIVERY_WEBHOOK_URL",
        ),
    ],
)
def test_what_belongs_together_is_set_together(environ, given, text, missing):
    with pytest.raises(SettingsError) as refusal:
        load_settings(environ | {given: text})

    (fault,) = refusal.value.faults
    assert fault.startswith(
        f"{missing}: must be set as well when {given} is; for example {missing}="
    )
