from http.client import RemoteDisconnected
from threading import Thread

import pytest

from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import FaultPlan, PlayedDixa, faults


@pytest.fixture
def conversation(dixa):
    return dixa.add(a_conversation())


@pytest.mark.parametrize("committed", [True, False])
def test_a_reply_is_lost_after_or_before_the_commit(api, dixa, conversation, committed):
    dixa.faults.on("offer", faults.reply_lost(committed=committed), times=1)

    with pytest.raises(RemoteDisconnected):
        api.offer(conversation)

    assert len(dixa.ratings(conversation)) == committed
    (call,) = dixa.calls("offer")
    assert (call.fault, call.status, call.committed) == ("reply_lost", None, committed)


@pytest.mark.parametrize("committed", [True, False])
def test_a_server_error_comes_after_or_before_the_commit(api, dixa, conversation, committed):
    dixa.faults.on("offer", faults.server_error(504, committed=committed), times=1)

    answer = api.offer(conversation)

    assert answer.status == 504
    assert len(dixa.offers(conversation)) == committed


def test_a_late_commit_has_not_happened_when_the_failure_is_told(api, dixa, conversation):
    dixa.faults.on("offer", faults.late_commit(3600, status=500), times=1)

    answer = api.offer(conversation)

    assert (answer.status, dixa.ratings(conversation)) == (500, [])


def test_a_late_commit_happens_by_itself_even_if_the_reply_is_lost(api, dixa, conversation):
    dixa.faults.on("offer", faults.late_commit(0.01), times=1)

    with pytest.raises(RemoteDisconnected):
        api.offer(conversation)

    dixa.wait_until(lambda: dixa.offers(conversation))
    assert len(dixa.ratings(conversation)) == 1


def test_a_refusal_says_what_it_was_told_to(api, dixa, conversation):
    dixa.faults.on("offer", faults.refusal(400, "Something new"), times=1)

    answer = api.offer(conversation)

    assert (answer.status, answer.body) == (400, {"message": "Something new"})
    assert dixa.offers(conversation) == []


@pytest.mark.parametrize("retry_after", ["30", "86400", "-1", "soon", None])
def test_too_many_requests_tells_any_time_to_wait(api, dixa, conversation, retry_after):
    dixa.faults.on("offer", faults.too_many_requests(retry_after), times=1)

    answer = api.offer(conversation)

    assert (answer.status, answer.headers.get("Retry-After")) == (429, retry_after)


@pytest.mark.parametrize("committed", [True, False])
def test_a_hanging_call_hangs_until_dixa_is_stopped(api, dixa, conversation, committed):
    dixa.faults.on("offer", faults.hang(committed=committed))
    outcome = []
    caller = Thread(target=lambda: outcome.append(_outcome(api.offer, conversation)))
    caller.start()
    dixa.wait_until(lambda: dixa.calls("offer") and dixa.calls("offer")[0].fault)
    was_hanging = caller.is_alive()

    dixa.stop()

    caller.join()
    assert was_hanging
    assert outcome == [RemoteDisconnected]
    assert len(dixa.offers(conversation)) == committed


def test_a_slow_drip_is_the_honest_answer_in_the_end(api, dixa, conversation):
    dixa.faults.on("offer", faults.slow_drip(0.0001), times=1)

    assert api.offer(conversation).status == 201


def test_a_malformed_answer_is_no_json_although_dixa_did_it(api, dixa, conversation):
    dixa.faults.on("offer", faults.malformed(), times=1)

    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        api.offer(conversation)

    assert len(dixa.offers(conversation)) == 1


def test_nobody_listens_while_dixa_refuses_and_its_address_stays_the_same(api, dixa):
    with dixa.refusing(), pytest.raises(ConnectionRefusedError):
        api.get("/organization")

    assert api.get("/organization").status == 200


def test_a_fault_happens_as_often_as_planned_and_to_its_endpoint_only(api, dixa, conversation):
    dixa.faults.on("offer", faults.refusal(400, "No"), times=2)

    others = api.get("/organization").status
    statuses = [api.offer(conversation).status for _ in range(3)]

    assert (others, statuses) == (200, [400, 400, 201])


def test_faults_happen_in_the_order_of_their_planning(api, dixa, conversation):
    dixa.faults.on("offer", faults.refusal(400, "No"), times=1)
    dixa.faults.on(None, faults.server_error(503, committed=False), times=1)

    statuses = [api.offer(conversation).status for _ in range(3)]

    assert statuses == [400, 503, 201]


def test_after_clearing_nothing_goes_wrong(api, dixa, conversation):
    dixa.faults.on(None, faults.server_error(committed=False))
    dixa.faults.clear()

    assert api.offer(conversation).status == 201


def test_chance_is_repeatable():
    runs = []
    for _ in range(2):
        plan = FaultPlan(seed=7).on(None, faults.malformed(), probability=0.5)
        runs.append([plan.draw("offer") is not None for _ in range(50)])

    assert runs[0] == runs[1]
    assert {True, False} == set(runs[0])


def test_an_endpoint_that_does_not_exist_is_an_error():
    with pytest.raises(ValueError, match="offers"):
        FaultPlan().on("offers", faults.malformed())


def test_a_call_that_is_turned_away_uses_up_no_fault(api, dixa, conversation):
    dixa.faults.on("offer", faults.refusal(400, "No"), times=1)
    dixa.revoke_token()
    turned_away = api.offer(conversation).status
    dixa.restore_token()

    assert (turned_away, api.offer(conversation).status) == (401, 400)


def test_faults_can_be_planned_before_the_stage_opens():
    plan = FaultPlan().on("organization", faults.malformed())

    assert PlayedDixa(faults=plan).faults is plan


def _outcome(call, conversation):
    try:
        return call(conversation).status
    except OSError as error:
        return type(error)
