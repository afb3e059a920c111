"""One event, tried on a file of surveys."""

import pytest

from service.sandbox.conversations import a_conversation, agent
from service.sandbox.events import closed

from .one_event_cases import CLOSED_AT, SURVEYS


@pytest.fixture
def surveys_file(tmp_path):
    """A function that writes a file of surveys."""

    def write(text=SURVEYS):
        file = tmp_path / "surveys.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


@pytest.fixture
def event_file(tmp_path):
    """A function that saves an event of a conversation with these traits, as Dixa sends it."""

    def save(**traits):
        usual = {"csid": 4711, "name": "Ada Sample", "agent": agent("Agnes")}
        file = tmp_path / "event.json"
        conversation = a_conversation(**usual | traits)
        file.write_bytes(closed(conversation, at_ms=CLOSED_AT).body)
        return file

    return save


@pytest.fixture
def trial(run, event_file, surveys_file):
    """A function that tries an event of a conversation with these traits on a file of surveys."""

    def try_(surveys, *options, **traits):
        file = surveys_file(surveys)
        return run("rules", "test", event_file(**traits), "--surveys", file, *options)

    return try_
