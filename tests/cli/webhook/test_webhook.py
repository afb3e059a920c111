"""`rating-survey webhook`, against a played Dixa that knows subscriptions."""

import pytest

from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import faults

URL = "https://surveys.example.com/webhooks/dixa"


@pytest.fixture
def webhook(dixa, run_process):
    def run_(*arguments, **changes):
        served = {"DIXA_API_URL": dixa.url, "DIXA_API_TOKEN": dixa.token}
        return run_process("webhook", *arguments, **served | changes)

    return run_


@pytest.fixture
def told_here(dixa, unused_port):
    """A subscription of ours where nobody listens."""
    return dixa.subscribe(f"http://127.0.0.1:{unused_port}/webhooks/dixa", secret=b"\x00\xff")


EVENTS = ("ConversationClosed", "ConversationOpen", "ConversationAbandoned")


@pytest.fixture
def here(unused_port):
    return {"PUBLIC_URL": f"http://127.0.0.1:{unused_port}"}


def test_a_subscription_is_made_for_our_address_and_its_secret_shown(webhook, dixa):
    result = webhook("create")

    [subscription] = dixa.subscriptions()
    assert (subscription.url, subscription.enabled) == (URL, True)
    assert subscription.events == EVENTS
    assert result.stdout.splitlines() == [
        f"Subscription {subscription.id} sends to {URL}. Now set, and restart web:",
        f"DIXA_WEBHOOK_SECRET={subscription.secret_key}",
    ]
    assert result.returncode == 0


def test_a_second_one_begins_the_change_to_its_secret(webhook, dixa):
    webhook("create")
    [first] = dixa.subscriptions()

    result = webhook("create")

    second = dixa.subscriptions()[1]
    assert result.stdout.splitlines()[1:] == [
        f"DIXA_WEBHOOK_SECRET={second.secret_key},{first.secret_key}",
        f"Then: rating-survey webhook delete {first.id}",
    ]


def test_subscriptions_are_listed_without_their_secrets(webhook, dixa):
    ours = dixa.subscribe(URL)
    other = dixa.subscribe("https://elsewhere.example.com/hook")

    result = webhook("list")

    assert result.stdout.splitlines() == [
        f"* {ours.id}  on   {URL}  ConversationClosed, ConversationOpen  Ratings",
        f"  {other.id}  on   {other.url}  ConversationClosed, ConversationOpen  Ratings",
    ]
    assert ours.secret_key not in result.stdout


def test_a_subscription_is_deleted(webhook, dixa):
    subscription = dixa.subscribe(URL)

    result = webhook("delete", subscription.id)

    assert result.stdout == f"Subscription {subscription.id} is deleted.\n"
    assert dixa.subscriptions() == []


def test_deleting_what_is_not_there_says_so(webhook):
    result = webhook("delete", "7c1a2f4e-0000-4000-8000-000000000000")

    assert result.stderr == "Dixa: there is no such subscription: see `webhook list`\n"
    assert (result.returncode, result.stdout) == (1, "")


def test_what_is_no_subscriptions_id_is_wrong_use(webhook, dixa):
    assert webhook("delete", "../organization").returncode == 2
    assert dixa.calls() == []


def test_all_is_well_when_the_latest_events_arrived(webhook, dixa, receiver):
    here = {"PUBLIC_URL": receiver.url}
    subscription = dixa.subscribe(
        f"{receiver.url}/webhooks/dixa", secret=b"\x00\xff", events=EVENTS
    )
    dixa.close(a_conversation())
    dixa.wait_until(dixa.ledger.deliveries)

    result = webhook("status", **here)

    on, closed, opened, abandoned = result.stdout.splitlines()
    assert on == f"ok    subscription {subscription.id} is on"
    assert closed.startswith("ok    ConversationClosed: the latest arrived, at 20")
    assert opened == "ok    ConversationOpen: nothing was sent lately"
    assert abandoned == "ok    ConversationAbandoned: nothing was sent lately"
    assert result.returncode == 0


@pytest.mark.parametrize(
    ("status", "advice"),
    [(401, "got 401, at "), (503, "got 503, at "), (418, "got 418, at ")],
)
def test_a_refused_event_is_told_with_what_to_do(webhook, dixa, receiver, status, advice):
    receiver.status = status
    dixa.subscribe(f"{receiver.url}/webhooks/dixa", secret=b"\x00\xff", events=EVENTS)
    dixa.close(a_conversation())
    dixa.wait_until(dixa.ledger.deliveries)

    result = webhook("status", PUBLIC_URL=receiver.url)

    [fault] = [line for line in result.stdout.splitlines() if line.startswith("FAULT")]
    assert fault.startswith(f"FAULT ConversationClosed: the latest {advice}")
    assert result.returncode == 1


def test_an_event_that_nobody_took_is_told_as_such(webhook, dixa, told_here, here):
    dixa.close(a_conversation())
    dixa.wait_until(dixa.ledger.deliveries)

    result = webhook("status", **here)

    assert "nobody answered: is the proxy up" in result.stdout
    assert result.returncode == 1


def test_without_a_subscription_of_ours_the_status_says_how_to_make_one(webhook):
    result = webhook("status")

    assert result.stdout == (
        f"FAULT no subscription sends to {URL}: `rating-survey webhook create`\n"
    )
    assert result.returncode == 1


def test_a_subscription_with_another_secret_or_without_our_events_is_a_fault(webhook, dixa):
    subscription = dixa.subscribe(URL, secret=b"\x01", events=("ConversationClosed",))

    result = webhook("status")

    name = f"FAULT subscription {subscription.id}"
    assert (
        f"{name} does not send ConversationOpen, ConversationAbandoned:"
        f" `rating-survey webhook create`, then `webhook delete {subscription.id}`\n"
        in result.stdout
    )
    assert f"{name} signs with a secret that is not in DIXA_WEBHOOK_SECRET\n" in result.stdout


@pytest.mark.parametrize("command", [["create"], ["list"], ["status"]])
def test_a_refused_token_is_told_in_one_line_without_it(webhook, command):
    result = webhook(*command, DIXA_API_TOKEN="not-the-token")

    [line] = result.stderr.splitlines()
    assert line.startswith("Dixa: refuses the token: is DIXA_API_TOKEN an administrator's")
    assert "not-the-token" not in result.stdout + result.stderr
    assert result.returncode == 2


@pytest.mark.parametrize("command", [["create"], ["list"], ["status"]])
def test_a_wrong_path_to_dixa_is_not_taken_for_a_missing_subscription(webhook, dixa, command):
    dixa.faults.on(None, faults.refusal(404, "Not Found"))

    result = webhook(*command)

    assert result.stderr == "Dixa: 404 Not Found: check DIXA_API_URL\n"
    assert (result.returncode, result.stdout) == (2, "")


@pytest.mark.parametrize("command", [["create"], ["list"], ["status"]])
def test_what_answers_with_something_else_than_json_is_not_taken_for_dixa(webhook, dixa, command):
    dixa.faults.on(None, faults.malformed())

    result = webhook(*command)

    assert result.stderr == (
        "Dixa: the answer could not be read: it is no JSON:"
        " DIXA_API_URL does not answer as Dixa's API does: check it\n"
    )
    assert (result.returncode, result.stdout) == (2, "")
