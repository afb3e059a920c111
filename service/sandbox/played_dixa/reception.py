"""Where calls come in: admitted or not, spoilt or not, done, and entered in the ledger."""

import json
from collections.abc import Callable
from functools import partial
from threading import RLock
from time import monotonic, time
from typing import Any

from service.sandbox.played_dixa.answers import (
    Answer,
    Refusal,
    no_such_path,
    too_many_requests,
    unauthorized,
)
from service.sandbox.played_dixa.api import Api
from service.sandbox.played_dixa.behaviour import Behaviour
from service.sandbox.played_dixa.fault_plan import FaultPlan
from service.sandbox.played_dixa.later import Later
from service.sandbox.played_dixa.ledger import Call, Ledger
from service.sandbox.played_dixa.rate_limit import TokenBucket
from service.sandbox.played_dixa.replies import Reply
from service.sandbox.played_dixa.routes import Route, route
from service.sandbox.played_dixa.server import Request

Aftermath = Callable[[Route, Any], None]


class Reception:
    """Answers requests, one at a time where data is touched. Safe for threads.

    Args:
        api: does what calls ask for.
        ledger: where calls are entered.
        faults: which calls go wrong.
        later: runs late commits.
        token: what callers must send; None: nobody is let in.
        behaviour: how Dixa behaves where there is a choice.
        aftermath: called with the route and the body after each call that changed something.
    """

    def __init__(
        self,
        *,
        api: Api,
        ledger: Ledger,
        faults: FaultPlan,
        later: Later,
        token: str | None,
        behaviour: Behaviour,
        aftermath: Aftermath,
    ) -> None:
        self.token = token
        self.behaviour = behaviour
        self.lock = RLock()
        self._api = api
        self._ledger = ledger
        self._faults = faults
        self._later = later
        self._aftermath = aftermath
        self._bucket = TokenBucket()

    def respond(self, request: Request) -> Reply:
        """Answer a request, and enter in the ledger what became of it."""
        came_at = monotonic()
        asked = route(request.method, request.path)
        call = self._ledger.open(
            at=time(),
            method=request.method,
            path=request.path,
            body=_json(request.body),
            endpoint=asked and asked.endpoint,
            conversation=asked and asked.conversation,
        )
        try:
            return self._carry_out(self._admit(asked, request, came_at), call)
        except Refusal as refusal:
            return self._settle(call, Reply(answer=refusal.answer))

    def _admit(self, asked: Route | None, request: Request, came_at: float) -> Route:
        behaviour = self.behaviour
        if asked is None:
            raise no_such_path()
        if self.token is None or request.authorization != self.token:
            raise unauthorized()
        with self.lock:
            if behaviour.rate_limited and not self._may_pass(came_at):
                raise too_many_requests()
        return asked

    def _may_pass(self, came_at: float) -> bool:
        """A call counts from when it came, however long it had to wait for others here."""
        return self._bucket.take(came_at, self.behaviour.rate, self.behaviour.burst)

    def _carry_out(self, asked: Route, call: Call) -> Reply:
        fault = self._faults.draw(asked.endpoint)
        if fault is None:
            return self._settle(call, Reply(answer=self._perform(asked, call)))
        answer = fault.instead
        if fault.commits == "late":
            self._later.run(partial(self._perform, asked, call), seconds=fault.late_by)
        if fault.commits == "now":
            honest = self._perform(asked, call, stale_by=fault.stale_by)
            answer = answer or honest
        reply = Reply(
            answer=None if fault.manner in {"nothing", "silence"} else answer,
            manner=fault.manner,
            pause=fault.pause,
        )
        return self._settle(call, reply, fault=fault.name)

    def _perform(self, asked: Route, call: Call, *, stale_by: float = 0.0) -> Answer:
        with self.lock:
            try:
                answer = self._api.perform(
                    asked, call.body, behaviour=self.behaviour, stale_by=stale_by
                )
            except Refusal as refusal:
                return refusal.answer
            if answer.committed:
                self._ledger.complete(call, committed=True, committed_at=time())
                self._aftermath(asked, call.body)
        return answer

    def _settle(self, call: Call, reply: Reply, *, fault: str | None = None) -> Reply:
        """Enter what is about to be said: whoever hears it will find it in the ledger."""
        said = reply.answer
        self._ledger.complete(
            call, fault=fault, status=said and said.status, answer=said and said.body
        )
        return reply


def _json(body: bytes) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(body)
    except ValueError:
        return None
