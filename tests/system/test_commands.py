"""Commands that look at the running service."""

import subprocess
from pathlib import Path

import pytest
from lifecycle_cases import a_closing
from program import SCRIPTS
from redis import Redis
from survey_page import answer

from service.lifecycle.other_askers import OtherAskers
from service.sandbox.conversations import AGENTS, a_conversation


@pytest.fixture
def run(service):
    """Run a command beside the service; keyword arguments are other settings than its own."""

    def run(*arguments, **settings):
        return subprocess.run(
            [Path(SCRIPTS) / "rating-survey", *arguments],
            env=service.environment | settings,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def test_check_finds_that_everything_works(run, service):
    done = run("check")

    assert (done.returncode, done.stderr) == (0, "")
    assert {line.partition(" ")[0] for line in done.stdout.splitlines()} == {"ok"}
    for found in (
        f"links at {service.url}",
        "Redis: keeps what it acknowledges",
        "workers: 2 alive",
        "Dixa: the token belongs to Example Ltd",
        "mail: the server takes our connection",
        "survey recommendation: Nps by email",
    ):
        assert found in done.stdout


def test_check_names_each_thing_that_does_not_work_and_what_to_do(run, redis_url, redis):
    away = {"DIXA_API_URL": "http://127.0.0.1:1/beta", "SMTP_URL": "smtp://127.0.0.1:1"}
    done = run("check", REDIS_URL=redis_url, **away)

    faults = [line for line in done.stdout.splitlines() if line.startswith("FAULT")]
    assert done.returncode == 1
    assert [fault.split()[1] for fault in faults] == ["workers:", "Dixa:", "mail:"]
    assert "start one with `rating-survey worker`" in faults[0]
    assert "check DIXA_API_URL, and whether it can be reached from here" in faults[1]
    assert "check SMTP_URL" in faults[2]


def test_check_notes_a_way_that_is_off_and_a_channel_that_is_unheard_of(run, service, tmp_path):
    file = tmp_path / "surveys.toml"
    file.write_text(
        '[[survey]]\nname = "calls"\nrating = "Csat"\nchannels = ["Email", "FAX", "WIDGETCHAT"]'
    )
    done = run("check", SURVEYS_FILE=str(file), SMTP_URL="", MAIL_FROM="")

    notes = [line for line in done.stdout.splitlines() if line.startswith("note")]
    assert done.returncode == 0
    assert "ok    survey calls: Csat by message\n" in done.stdout
    assert notes[0] == "note  survey calls: email is off until SMTP_URL is set"
    assert notes[1].startswith("note  survey calls: channel FAX is none that we know: is it spelt")
    assert "WIDGETCHAT is none that we know: did you mean WIDGET_CHAT? Known are" in notes[2]


def test_check_says_when_two_systems_are_asking(run, redis_url, redis):
    OtherAskers(redis).seen(a_closing())

    done = run("check", REDIS_URL=redis_url)

    [fault] = [line for line in done.stdout.splitlines() if "two systems" in line]
    assert fault.startswith(
        "FAULT two systems are asking: in the last 7 days, 1 conversation had been asked"
    )
    assert done.returncode == 1


def test_check_knocks_at_the_webhook_of_delivery_and_tells_it_of_nobody(run, link_receiver):
    hook = {"DELIVERY_WEBHOOK_SECRET": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"}
    done = run("check", DELIVERY_WEBHOOK_URL=link_receiver.url, **hook)
    away = run("check", DELIVERY_WEBHOOK_URL="http://127.0.0.1:1/", **hook)

    assert "ok    delivery webhook: something answers there (405 to a HEAD request)" in done.stdout
    assert (len(link_receiver.knocks), link_receiver.events) == (1, [])
    assert "FAULT delivery webhook: the receiver can't be reached" in away.stdout
    assert "check DELIVERY_WEBHOOK_URL" in away.stdout


def test_check_with_a_wrong_token_leaves_the_running_workers_alone(run, service):
    done = run("check", DIXA_API_TOKEN="wrong")

    assert "FAULT Dixa: refuses the token" in done.stdout
    conversation = a_conversation()
    service.dixa.close(conversation)
    assert service.link(conversation)
    with Redis.from_url(service.redis.url) as redis:
        assert not redis.hexists("rs:gate", "cause")


def test_check_says_that_redis_is_away(run):
    done = run("check", REDIS_URL="redis://127.0.0.1:1")

    assert done.returncode == 1
    assert "FAULT Redis:" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_token_that_dixa_refuses_is_named(run, redis_url, redis):
    done = run("check", REDIS_URL=redis_url, DIXA_API_TOKEN="wrong")

    assert done.returncode == 1
    assert "FAULT Dixa: refuses the token: check DIXA_API_TOKEN" in done.stdout
    assert "wrong" not in done.stdout + done.stderr


def test_the_story_of_a_conversation_can_be_read_from_first_to_last(run, service):
    conversation = a_conversation(agent=AGENTS[1])
    service.dixa.close(conversation)
    answer(service.link(conversation), rating=4, comment="Quick and kind")
    service.wait_until_submitted(conversation)

    done = run("surveys", "show", str(conversation.csid))

    assert (done.returncode, done.stderr) == (0, "")
    first, *_, last = done.stdout.splitlines()
    assert first.startswith(f"Conversation {conversation.csid}: EMAIL, INBOUND")
    assert "Bo Agent" in done.stdout
    assert "4 out of 5 (Satisfied) and wrote: “Quick and kind”" in done.stdout
    assert last.endswith("Dixa has the answer.")


def test_of_a_conversation_that_nobody_knows_there_is_no_story(run):
    done = run("surveys", "show", "4711")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Conversation 4711 is not known")
