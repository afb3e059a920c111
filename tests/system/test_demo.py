"""`rating-survey demo`: as `make demo` runs it."""

import pytest
from program import ENVIRONMENT, Program
from waiting import eventually

DEMO_SECONDS = 90.0


@pytest.fixture
def demo(tmp_path):
    """A function that starts it; other settings than the few it is given here do not reach it."""

    def start(*arguments):
        command = ["rating-survey", "demo", *arguments]
        return Program(command, ENVIRONMENT, tmp_path / "demo.log", folder=tmp_path)

    return start


def test_once_it_answers_its_own_surveys_and_finds_every_rating_in_dixa(demo):
    with demo("--once") as program:
        code = program.wait(seconds=DEMO_SECONDS)

    assert code == 0, program.said
    assert "All 6 ratings reached Dixa exactly once; 2 were rightly not asked." in program.said
    for step in ("event received", "offer created", "link delivered", "answered", "submitted"):
        assert step in program.said
    assert program.family == []


def test_ctrl_c_ends_it_cleanly_and_leaves_no_process(demo):
    with demo() as program:
        eventually(
            lambda: "Ctrl-C ends the demo" in program.said,
            what="the invitation to answer",
            seconds=DEMO_SECONDS,
        )
        program.interrupt()

        assert program.wait() == 0
        assert program.family == []
        assert "Traceback" not in program.said
