"""What Dixa does with a request that the service has long given up for lost, and the audit then."""

import json
import subprocess
from pathlib import Path

import pytest
from program import SCRIPTS
from survey_page import answer, exchange
from waiting import eventually

from service.lifecycle.reading import own_offers, read_ledger
from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import faults


@pytest.fixture
def audit(service):
    """Run `rating-survey audit` beside the service."""

    def audit():
        done = subprocess.run(
            [Path(SCRIPTS) / "rating-survey", "audit"],
            env=service.environment | {"REDIS_URL": service.redis.url},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    return audit


def finds_nothing(audit):
    code, told, said = audit()
    return (code, said) == (0, "") and told.endswith(" compared, 0 differences found.\n")


def carry_out_late(dixa, endpoint, conversation):
    """Let the first request, which was lost on its way, arrive after all."""
    lost = next(call for call in dixa.calls(endpoint) if call.conversation == conversation.csid)
    head = {"Authorization": dixa.token, "Content-Type": "application/json"}
    address = f"{dixa.url}{lost.path.removeprefix('/beta')}"
    assert exchange("POST", address, json.dumps(lost.body), head).status == 201


def test_an_offer_carried_out_late_is_found_told_once_and_known_from_then_on(service, audit):
    dixa, conversation = service.dixa, a_conversation()
    dixa.faults.on("offer", faults.reply_lost(committed=False), times=1)
    dixa.close(conversation)
    link = service.link(conversation)
    service.wait_until_quiet()
    carry_out_late(dixa, "offer", conversation)

    code, told, _ = audit()

    [survey] = service.surveys(conversation)
    late = {call.answer["data"]["id"] for call in dixa.offers(conversation)} - {survey.offer_id}
    assert (code, "Dixa has one more offer of ours" in told, late.pop() in told) == (1, True, True)
    assert len(own_offers(service.store, survey.closing)) == 2
    history = read_ledger(service.store, survey.id)
    assert finds_nothing(audit)
    assert finds_nothing(audit)
    assert read_ledger(service.store, survey.id) == history
    assert answer(link, rating=4).status == 303
    service.wait_until_submitted(conversation)
    [taken] = dixa.submissions(conversation)
    assert f"/{survey.offer_id}/" in taken.path


def test_an_answer_carried_out_late_is_the_same_answer_and_no_difference(service, audit):
    dixa, conversation = service.dixa, a_conversation()
    dixa.faults.on("submit", faults.reply_lost(committed=False), times=1)
    dixa.close(conversation)
    answer(service.link(conversation), rating=4)
    service.wait_until_submitted(conversation)
    carry_out_late(dixa, "submit", conversation)
    [survey] = service.surveys(conversation)
    history = read_ledger(service.store, survey.id)

    assert finds_nothing(audit)
    assert finds_nothing(audit)

    assert read_ledger(service.store, survey.id) == history
    [row] = dixa.ratings(conversation)
    assert (row["ratingStatus"], row["ratingScore"]) == ("Rated", 4)


def test_an_answer_that_dixa_has_lost_is_found_and_submitted_once_more(service, audit):
    dixa, conversation = service.dixa, a_conversation()
    dixa.close(conversation)
    answer(service.link(conversation), rating=4)
    service.wait_until_submitted(conversation)
    dixa.forget_results(conversation)

    eventually(lambda: "Dixa does not have the answer" in audit()[1], what="what is missing")
    service.wait_until_submitted(conversation)

    assert finds_nothing(audit)
    [row] = dixa.ratings(conversation)
    assert (row["ratingStatus"], row["ratingScore"]) == ("Rated", 4)
    assert len(dixa.submissions(conversation)) == 2  # the one that was lost, and one more
