"""`rating-survey check`, and what stands in for Dixa's webhook secret until there is one."""

import pytest


@pytest.fixture
def notes(run_process):
    """A function that runs the command with a secret and returns its notes."""

    def run(secret):
        settings = {"DIXA_API_URL": "http://127.0.0.1:1/beta", "DIXA_WEBHOOK_SECRET": secret}
        lines = run_process("check", **settings).stdout.splitlines()
        return [line for line in lines if line.startswith("note")]

    return run


@pytest.mark.parametrize("secret", ["00", "ab" * 15, "ab" * 32 + ",00"])
def test_a_secret_that_can_be_guessed_is_noted_with_where_to_get_the_right_one(
    redis, notes, secret
):
    [note] = [line for line in notes(secret) if "DIXA_WEBHOOK_SECRET" in line]

    assert note.startswith("note  DIXA_WEBHOOK_SECRET: too short to be Dixa's, and whoever ")
    assert note.endswith(": `rating-survey webhook create` prints the right one")


def test_one_that_is_as_long_as_dixas_is_not(redis, notes):
    assert not [line for line in notes("ab" * 16) if "DIXA_WEBHOOK_SECRET" in line]
