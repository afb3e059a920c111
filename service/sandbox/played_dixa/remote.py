"""A played Dixa in another process, directed from here; `control` says what it understands."""

import json
from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from http.client import HTTPConnection
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

from service.sandbox.conversations import Conversation
from service.sandbox.events import Event
from service.sandbox.played_dixa.control import PREFIX
from service.sandbox.played_dixa.ledger import Call, Ledger


class RemoteDixa:
    """Looks at a played Dixa and directs it.

    Args:
        url: what its process printed at the start, or any address on it.
    """

    def __init__(self, url: str) -> None:
        self._address = urlsplit(url).netloc

    def ledger(self) -> Ledger:
        """A copy of its ledger as it is now."""
        return Ledger.from_json(self._ask("GET", "ledger"))

    def calls(self, endpoint: str) -> list[Call]:
        """Every call to one endpoint so far, whatever became of it."""
        return [Call(**call) for call in self._ask("GET", f"calls/{endpoint}")["calls"]]

    def add(self, conversation: Conversation) -> Conversation:
        """Let it know a conversation, closed, and tell nobody."""
        self._ask("POST", "conversations", asdict(conversation))
        return conversation

    def close(self, conversation: Conversation) -> Event:
        """Close a conversation, known before or not; tell the subscriptions."""
        event = self._ask("POST", "close", asdict(conversation))
        return Event(**{**event, "body": event["body"].encode()})

    def on(
        self,
        endpoint: str | None,
        fault: str,
        *,
        times: int | None = None,
        probability: float = 1.0,
        **options: Any,  # noqa: ANN401 - those of the fault
    ) -> None:
        """Plan a fault.

        Args:
            endpoint: the name of an `Endpoint`; None: every endpoint.
            fault: the name of a function in `faults`.
            times: to how many calls it happens; None: to all that come.
            probability: how likely it happens to a call, from 0 to 1.
            **options: the arguments of that function.
        """
        often = {"times": times, "probability": probability}
        self._ask(
            "POST", "faults", {"endpoint": endpoint, "fault": fault, "options": options, **often}
        )

    def clear_faults(self) -> None:
        """From now on nothing goes wrong."""
        self._ask("DELETE", "faults")

    def behave(self, **traits: Any) -> None:  # noqa: ANN401 - those of Behaviour
        """Change traits of its `Behaviour`."""
        self._ask("POST", "behaviour", traits)

    def wait_until(self, true: Callable[[Ledger], object], *, seconds: float = 60.0) -> Ledger:
        """Wait for something about its ledger to become true, and return the ledger.

        Args:
            true: asks a copy of the ledger; called again and again.
            seconds: how long to wait.

        Raises:
            TimeoutError: it did not become true.
        """
        deadline = monotonic() + seconds
        while not true(ledger := self.ledger()):
            if monotonic() > deadline:
                last = ledger.calls()[-5:]
                raise TimeoutError(f"not true after {seconds:g} s; the last calls: {last}")
            sleep(0.05)
        return ledger

    def _ask(self, method: str, what: str, data: object = None) -> Any:  # noqa: ANN401 - any JSON
        connection = HTTPConnection(self._address, timeout=60.0)
        try:
            connection.request(method, PREFIX + what, json.dumps(data or {}))
            response = connection.getresponse()
            answer = json.loads(response.read())
        finally:
            connection.close()
        if response.status != HTTPStatus.OK:
            raise ValueError(f"the played Dixa said {response.status}: {answer['message']}")
        return answer
