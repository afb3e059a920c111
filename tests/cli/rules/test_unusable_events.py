"""`rating-survey rules test`, told something that it can't use."""

import pytest

from service.sandbox.conversations import a_conversation
from service.sandbox.events import closed, reopened


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", "not JSON: Expecting value at character 0"),
        (b"event", "not JSON: Expecting value at character 0"),
        (b"\xff", "not UTF-8"),
        (b"[]", "body: must be an object"),
        (b'{"organization": {"id": "1"}, "event_id": "1"}', "event_fqn: is missing"),
        (b"{}", "event_id: is missing; event_fqn: is missing; organization: is missing"),
        (
            b'{"event_id": "", "event_fqn": [], "organization": {"id": "1"}}',
            "event_id: must be 1 to 64 visible ASCII characters; event_fqn: must be a text",
        ),
        (reopened(a_conversation()).body, "it is a CONVERSATION_OPEN event"),
        (
            closed(a_conversation(csid=0)).body,
            f"data.conversation.csid: must be from 1 to {2**63 - 1}",
        ),
    ],
)
def test_what_is_no_closing_is_refused_in_one_line_that_says_what_to_do(run, tmp_path, body, fault):
    file = tmp_path / "event.json"
    file.write_bytes(body)

    result = run("rules", "test", file)

    assert result.stderr == (
        f"{file}: {fault}; save the body of a CONVERSATION_CLOSED event as Dixa sent it\n"
    )
    assert (result.exit_code, result.stdout) == (2, "")


def test_surveys_that_cannot_be_used_are_refused_fault_by_fault(trial):
    result = trial('[[survey]]\nname = "support"\nrating = "Stars"\nsample = 2\n')

    rating, sample = result.stderr.splitlines()
    assert 'surveys.toml, survey "support", rating: must be one of' in rating
    assert 'surveys.toml, survey "support", sample: must be a number' in sample
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_file_of_surveys_that_is_not_there_is_named(run, event_file, tmp_path):
    result = run("rules", "test", event_file(), "--surveys", tmp_path / "none.toml")

    assert result.stderr == (
        "--surveys or SURVEYS_FILE must name a file that can be read"
        f" (No such file or directory): {tmp_path}/none.toml\n"
    )
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["none.json"], "'none.json': No such file or directory"),
        ([], "Missing argument 'EVENT.json'"),
        (["-", "--way", "pigeon"], "'pigeon' is not one of 'email', 'message'"),
    ],
)
def test_wrong_use_is_named(run, arguments, names):
    result = run("rules", "test", *arguments)

    assert names in result.stderr
    assert result.exit_code == 2
