"""Everything that was asked of Dixa and everything it told, in order."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from threading import Condition
from time import monotonic
from typing import Any

from service.sandbox.conversations import Conversation
from service.sandbox.played_dixa.routes import Endpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call that Dixa received.

    Args:
        number: its place in the ledger, from 0.
        at: when it came, in seconds since the epoch.
        method: of HTTP.
        path: with the query, if any.
        body: the JSON that came; None when there was none or it was not JSON.
        endpoint: what it asked for; None when there is no such path.
        conversation: the number in the path, if any.
        fault: the name of what went wrong, if anything.
        status: of the answer that was sent; None while none was.
        answer: the JSON of that answer.
        committed: whether Dixa did what was asked; with a late commit, whether it has by now.
        committed_at: when it did, in seconds since the epoch.
    """

    number: int
    at: float
    method: str
    path: str
    body: Any = None
    endpoint: str | None = None
    conversation: int | None = None
    fault: str | None = None
    status: int | None = None
    answer: Any = None
    committed: bool = False
    committed_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to tell a subscription of an event.

    Args:
        event_id: which event.
        event: its name, e.g. `CONVERSATION_OPEN`.
        url: where it went.
        status: what the receiver answered; None when it could not be reached.
    """

    event_id: str
    event: str
    url: str
    status: int | None


class Ledger:
    """Append-only; a call is completed once it is known what became of it. Safe for threads."""

    def __init__(self) -> None:
        self._calls: list[Call] = []
        self._deliveries: list[Delivery] = []
        self._changed = Condition()

    def open(self, **what: Any) -> Call:  # noqa: ANN401 - the fields of Call
        """Enter a call that has just come; `what` is the fields of `Call` that are known."""
        with self._changed:
            call = Call(number=len(self._calls), **what)
            self._calls.append(call)
            self._changed.notify_all()
            return call

    def complete(self, call: Call, **what: Any) -> None:  # noqa: ANN401 - the fields of Call
        """Enter what became of a call."""
        with self._changed:
            self._calls[call.number] = replace(self._calls[call.number], **what)
            self._changed.notify_all()

    def delivered(self, delivery: Delivery) -> None:
        """Enter an event that was sent."""
        with self._changed:
            self._deliveries.append(delivery)
            self._changed.notify_all()

    def calls(self, endpoint: str | None = None) -> list[Call]:
        """Every call, or those to one endpoint, whatever became of them.

        Raises:
            ValueError: there is no such endpoint.
        """
        wanted = None if endpoint is None else Endpoint(endpoint)
        with self._changed:
            return [call for call in self._calls if wanted in {None, call.endpoint}]

    def deliveries(self) -> list[Delivery]:
        """Every event that was sent to a subscription."""
        with self._changed:
            return list(self._deliveries)

    def offers(self, conversation: Conversation | int) -> list[Call]:
        """The offers that Dixa made for a conversation."""
        return self._committed(Endpoint.OFFER, conversation)

    def submissions(self, conversation: Conversation | int) -> list[Call]:
        """The results that Dixa took for a conversation."""
        return self._committed(Endpoint.SUBMIT, conversation)

    def messages(self, conversation: Conversation | int) -> list[Call]:
        """The messages that Dixa added to a conversation."""
        return self._committed(Endpoint.MESSAGE, conversation)

    def wait_until(self, true: Callable[[], object], *, seconds: float = 30.0) -> None:
        """Wait for something to become true.

        Args:
            true: asks about it; called again after each entry, and ten times a second.
            seconds: how long to wait.

        Raises:
            TimeoutError: it did not become true; the message shows the last calls.
        """
        deadline = monotonic() + seconds
        while not true():  # asked without the lock: it may want locks of its own
            if monotonic() > deadline:
                last = self.calls()[-5:]
                raise TimeoutError(f"not true after {seconds:g} s; the last calls: {last}")
            with self._changed:
                self._changed.wait(0.1)

    def to_json(self) -> dict[str, Any]:
        """Everything, for JSON; read again by `from_json`."""
        with self._changed:
            return {
                "calls": [asdict(call) for call in self._calls],
                "deliveries": [asdict(delivery) for delivery in self._deliveries],
            }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Ledger":
        """Read what `to_json` wrote."""
        ledger = cls()
        ledger._calls = [Call(**call) for call in data["calls"]]
        ledger._deliveries = [Delivery(**delivery) for delivery in data["deliveries"]]
        return ledger

    def _committed(self, endpoint: Endpoint, conversation: Conversation | int) -> list[Call]:
        number = conversation.csid if isinstance(conversation, Conversation) else conversation
        calls = self.calls(endpoint)
        return [call for call in calls if call.committed and call.conversation == number]
