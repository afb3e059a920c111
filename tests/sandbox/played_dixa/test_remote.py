import subprocess
import sys

import pytest

from service.sandbox.conversations import a_conversation
from service.sandbox.events import post
from service.sandbox.played_dixa import RemoteDixa


@pytest.fixture(scope="module")
def address():
    command = [sys.executable, "-m", "service.sandbox.played_dixa", "--no-rate-limit"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture
def remote(address):
    remote = RemoteDixa(address)
    yield remote
    remote.clear_faults()


class Addressed:
    token = "played-token"

    def __init__(self, url):
        self.url = url


@pytest.fixture
def api(address, caller):
    return caller(Addressed(address))


def test_its_ledger_can_be_read_from_another_process(remote, api):
    conversation = remote.add(a_conversation())

    api.offer(conversation)

    (offer,) = remote.ledger().offers(conversation)
    assert (offer.status, offer.body["ratingType"]) == (201, "Csat")


def test_the_calls_to_one_endpoint_can_be_read_from_another_process(remote, api):
    conversation = remote.add(a_conversation())
    before = len(remote.calls("offer"))

    api.offer(conversation)
    api.get("/organization")

    *_, offer = offers = remote.calls("offer")
    assert (len(offers), offer.conversation) == (before + 1, conversation.csid)
    assert offer.at <= offer.committed_at


def test_it_can_be_waited_for(remote, api):
    conversation = remote.add(a_conversation())
    api.offer(conversation)

    ledger = remote.wait_until(lambda ledger: ledger.offers(conversation))

    assert len(ledger.calls("offer")) >= 1


def test_waiting_in_vain_ends(remote):
    with pytest.raises(TimeoutError):
        remote.wait_until(lambda _: False, seconds=0)


def test_faults_can_be_planned_from_another_process(remote, api):
    remote.on("organization", "server_error", times=1, status=503, committed=False)

    assert [api.get("/organization").status for _ in range(2)] == [503, 200]


def test_behaviour_can_be_chosen_from_another_process(remote, api):
    conversation = remote.add(a_conversation())
    remote.behave(zoned_timestamps=True)

    offered_at = api.offer(conversation).data["offeredAt"]

    remote.behave(zoned_timestamps=False)
    assert offered_at.endswith("Z[GMT]")


def test_closing_there_gives_the_event_here(remote, receiver):
    event = remote.close(a_conversation())

    post(event, receiver.url, secret=b"secret")

    assert receiver.next().event["event_id"] == event.id


@pytest.mark.parametrize(
    "wrong",
    [
        lambda remote: remote.on("offers", "malformed"),
        lambda remote: remote.on("offer", "gremlins"),
        lambda remote: remote.on("offer", "reply_lost", committed=True, often=True),
        lambda remote: remote.behave(second_offer="perhaps"),
    ],
)
def test_a_direction_it_does_not_understand_is_an_error(remote, wrong):
    with pytest.raises(ValueError, match="the played Dixa said 400"):
        wrong(remote)


def test_a_door_that_does_not_exist_is_not_found(api):
    assert api.get("/nowhere", version="/_played").status == 404
