"""Dixa, played on this machine, as tests and the demo use it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from service.running import Running
from service.sandbox import events
from service.sandbox.conversations import ORGANIZATION, Conversation
from service.sandbox.events import Event
from service.sandbox.played_dixa import control
from service.sandbox.played_dixa.api import Api
from service.sandbox.played_dixa.behaviour import Behaviour
from service.sandbox.played_dixa.fault_plan import FaultPlan
from service.sandbox.played_dixa.later import Later
from service.sandbox.played_dixa.ledger import Ledger
from service.sandbox.played_dixa.reception import Reception
from service.sandbox.played_dixa.replies import Reply
from service.sandbox.played_dixa.routes import Endpoint, Route
from service.sandbox.played_dixa.server import Request, Server
from service.sandbox.played_dixa.subscription import Subscription
from service.sandbox.played_dixa.telling import Telling


class PlayedDixa(Running):
    """Dixa's API on a real socket, and Dixa's side of conversations; the package has examples.

    Args:
        token: what callers must send in `Authorization`.
        behaviour: how Dixa behaves where its documentation leaves room; can be changed any time.
        faults: what goes wrong; more can be planned any time.
        port: 0 for a free one.

    Attributes:
        ledger: everything that was asked and told, and questions about it.
    """

    def __init__(
        self,
        *,
        token: str = "played-token",  # noqa: S107 - it opens nothing but this stage
        behaviour: Behaviour | None = None,
        faults: FaultPlan | None = None,
        port: int = 0,
    ) -> None:
        self.token = token
        self.faults = faults or FaultPlan()
        self.ledger = Ledger()
        self._api = Api(ORGANIZATION)
        self._later = Later()
        self._telling = Telling(ledger=self.ledger, log=self._api.deliveries, later=self._later)
        self._reception = Reception(
            api=self._api,
            ledger=self.ledger,
            faults=self.faults,
            later=self._later,
            token=token,
            behaviour=behaviour or Behaviour(),
            aftermath=self._tell_what_follows,
        )
        self._server = Server(self._respond, port=port)
        # The questions that tests ask most.
        self.calls = self.ledger.calls
        self.offers = self.ledger.offers
        self.submissions = self.ledger.submissions
        self.messages = self.ledger.messages
        self.wait_until = self.ledger.wait_until

    @property
    def url(self) -> str:
        """The base of the API, with the version, as `DIXA_API_URL` has it."""
        return f"http://127.0.0.1:{self._server.port}/beta"

    @property
    def behaviour(self) -> Behaviour:
        """How Dixa behaves where there is a choice."""
        return self._reception.behaviour

    @behaviour.setter
    def behaviour(self, behaviour: Behaviour) -> None:
        self._reception.behaviour = behaviour

    def add(self, conversation: Conversation, *, state: str = "Closed") -> Conversation:
        """Let Dixa know a conversation, and tell nobody.

        Args:
            conversation: as it is now; Dixa forgets how it was.
            state: `Open`, `Pending`, `AwaitingPending` or `Closed`.
        """
        with self._reception.lock:
            self._api.keep(conversation, state=state)
        return conversation

    def close(self, conversation: Conversation, **options: Any) -> Event:  # noqa: ANN401
        """Close a conversation, known before or not; tell the subscriptions.

        Args:
            conversation: as it is now; Dixa forgets how it was.
            **options: those of `events.make`, e.g. `at_ms`.
        """
        with self._reception.lock:
            self._api.keep(conversation, state="Closed")
            event = events.closed(conversation, **options)
            self._api.activities.enter("ConversationClosed", conversation, at_ms=event.at_ms)
        return self._tell(event)

    def reopen(self, conversation: Conversation, **options: Any) -> Event:  # noqa: ANN401
        """Open a closed conversation again; tell the subscriptions.

        Args:
            conversation: as it is now; Dixa forgets how it was.
            **options: those of `events.make`, e.g. `at_ms`.
        """
        with self._reception.lock:
            self._api.keep(conversation, state="Open")
        return self._tell(events.reopened(conversation, **options))

    def survey_natively(
        self,
        conversation: Conversation,
        *kinds: str,
        status: str = "Scheduled",
        score: int | None = None,
    ) -> None:
        """Let Dixa's own survey ask the customer.

        Args:
            conversation: about which.
            *kinds: the rating type of each question.
            status: how far it got: `Scheduled`, `Offered`, `Rated`, …
            score: chosen by the customer, which alone does not make it `Rated`.
        """
        with self._reception.lock:
            self._api.ratings.survey_natively(conversation, kinds, status=status, score=score)

    def forget_results(self, conversation: Conversation) -> None:
        """Lose every answer of a conversation, as no Dixa should."""
        with self._reception.lock:
            self._api.ratings.forget_results(conversation)

    def retell(self, conversation: Conversation, *, told_at: str) -> None:
        """Tell another time of what happened to a conversation, whatever that time may look like.

        Args:
            conversation: whose activities.
            told_at: what their times are from now on.
        """
        with self._reception.lock:
            self._api.activities.retell(conversation, told_at=told_at)

    def ratings(self, conversation: Conversation) -> list[dict[str, Any]]:
        """The conversation's ratings as they really are, in the words of the API's list."""
        with self._reception.lock:
            return self._api.ratings.listing(conversation, behaviour=Behaviour())

    def subscribe(
        self,
        url: str,
        *,
        secret: bytes | None = None,
        events: tuple[str, ...] = ("ConversationClosed", "ConversationOpen"),
    ) -> Subscription:
        """Send events to a receiver from now on.

        Args:
            url: where to.
            secret: signs them; made up if left out.
            events: which, spelled as the API does.
        """
        subscription = Subscription(name="Ratings", url=url, events=events)
        if secret is not None:
            subscription = replace(subscription, secret_key=secret.hex())
        with self._reception.lock:
            self._api.subscriptions.keep(subscription)
        return subscription

    def subscriptions(self) -> list[Subscription]:
        """Every subscription, in the order in which they were made."""
        with self._reception.lock:
            return self._api.subscriptions.all()

    def revoke_token(self) -> None:
        """Let nobody in from now on."""
        self._reception.token = None

    def restore_token(self) -> None:
        """Let callers with the token in again."""
        self._reception.token = self.token

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Inside this context nobody listens at the address, and open connections are gone."""
        self._server.refuse()
        try:
            yield
        finally:
            self._server.listen()

    def start(self) -> None:
        """Listen."""
        self._server.listen()

    def stop(self) -> None:
        """Close every connection and forget what was still to happen."""
        self._later.forget()
        self._server.refuse()

    def _respond(self, request: Request) -> Reply:
        if request.path.startswith(control.PREFIX):
            return Reply(answer=control.answer(self, request))
        return self._reception.respond(request)

    def _tell(self, event: Event) -> Event:
        with self._reception.lock:
            subscriptions = self._api.subscriptions.to_be_told(event.name)
        self._telling.tell(event, subscriptions)
        return event

    def _tell_what_follows(self, asked: Route, body: Any) -> None:  # noqa: ANN401 - any JSON
        if asked.conversation is None:
            return
        conversation = self._api.find(asked.conversation)
        if asked.endpoint is Endpoint.MESSAGE and self._api.is_closed(conversation):
            self._reopen_for_a_while(conversation)
        if asked.endpoint is Endpoint.SUBMIT and self.behaviour.rated_events:
            for event in events.rated(conversation, body):
                self._tell(event)

    def _reopen_for_a_while(self, conversation: Conversation) -> None:
        if self.behaviour.message_reopens:
            self.reopen(conversation)
            close = partial(self.close, conversation)
            self._later.run(close, seconds=self.behaviour.closes_again_after)
