import pytest

from service.settings import VARIABLES, SettingsError, load_settings

SECRETS = [variable for variable in VARIABLES if variable.secret]


def test_all_that_opens_something_is_a_secret():
    assert {variable.name for variable in SECRETS} == {
        "DIXA_API_TOKEN",
        "DIXA_WEBHOOK_SECRET",
        "REDIS_URL",
        "SMTP_URL",
        "DELIVERY_WEBHOOK_URL",
        "DELIVERY_WEBHOOK_SECRET",
        "DASHBOARD_PASSWORD_HASH",
        "METRICS_TOKEN",
        "SECRET_KEY",
    }


def test_a_secret_may_stand_in_a_file(environ, tmp_path):
    file = tmp_path / "token"
    file.write_text("token-in-a-file\n")
    del environ["DIXA_API_TOKEN"]

    settings = load_settings(environ | {"DIXA_API_TOKEN_FILE": str(file)})

    assert settings.dixa_api_token == "token-in-a-file"


def test_an_empty_file_counts_as_not_set(environ, tmp_path):
    file = tmp_path / "metrics"
    file.touch()

    settings = load_settings(environ | {"METRICS_TOKEN_FILE": str(file)})

    assert settings.metrics_token is None


@pytest.mark.parametrize("secret", SECRETS, ids=lambda secret: secret.name)
def test_a_file_that_is_not_there_is_a_fault_of_its_variable(environ, tmp_path, secret):
    environ.pop(secret.name, None)

    with pytest.raises(SettingsError) as refusal:
        load_settings(environ | {secret.file_name: str(tmp_path / "hidden")})

    (fault,) = refusal.value.faults
    assert fault == (
        f"{secret.name}: is to come from {secret.file_name}, which must name a file that can be "
        "read (No such file or directory); "
        f"for example {secret.file_name}=/run/secrets/{secret.name.lower()}"
    )


def test_a_folder_is_no_file(environ, tmp_path):
    with pytest.raises(SettingsError, match=r"Is a directory.*METRICS_TOKEN_FILE="):
        load_settings(environ | {"METRICS_TOKEN_FILE": str(tmp_path)})


def test_a_file_that_is_not_text_is_refused(environ, tmp_path):
    file = tmp_path / "token"
    file.write_bytes(b"\xff\xfe")

    with pytest.raises(SettingsError, match="must name a file of UTF-8 text"):
        load_settings(environ | {"METRICS_TOKEN_FILE": str(file)})


def test_a_secret_that_is_given_twice_is_refused(environ, tmp_path):
    with pytest.raises(SettingsError) as refusal:
        load_settings(environ | {"SECRET_KEY_FILE": str(tmp_path / "key")})

    (fault,) = refusal.value.faults
    assert fault.startswith("SECRET_KEY: is set, and so is SECRET_KEY_FILE: one of them must go;")


def test_what_is_no_secret_does_not_come_from_a_file(environ, tmp_path):
    settings = load_settings(environ | {"DIXA_RATE_FILE": str(tmp_path / "rate")})

    assert settings.dixa_rate == 9.5
