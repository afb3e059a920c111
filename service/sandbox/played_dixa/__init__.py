"""Dixa, played over a real socket, for tests and the demo.

    with PlayedDixa(token="t") as dixa:
        conversation = a_conversation("WIDGET_CHAT")   # from service.sandbox.conversations
        event = dixa.close(conversation)               # what the webhook receives: event.body, …
        ...                                            # let the service call dixa.url
        dixa.wait_until(lambda: dixa.submissions(conversation))
        assert dixa.offers(conversation)[0].body["ratingType"] == "Csat"

It keeps to the published API description: paths, bodies, statuses, messages, limits. Where Dixa's
documentation leaves room, `Behaviour` chooses. What can go wrong is in `faults`:

    dixa.faults.on("offer", faults.reply_lost(committed=True), times=1)
    dixa.faults.on(None, faults.server_error(503, committed=False), probability=0.2)
    with dixa.refusing(): ...
    dixa.revoke_token()

`dixa.calls("offer")` is every call to an endpoint, `offers`, `submissions` and `messages` are those
that Dixa carried out. It also runs as a process of its own, which `RemoteDixa` directs:

    python -m service.sandbox.played_dixa --port 0 --token t   # prints its address, then serves
"""

from service.sandbox.played_dixa import faults
from service.sandbox.played_dixa.behaviour import Behaviour
from service.sandbox.played_dixa.fault_plan import FaultPlan
from service.sandbox.played_dixa.ledger import Call, Delivery, Ledger
from service.sandbox.played_dixa.play import PlayedDixa
from service.sandbox.played_dixa.remote import RemoteDixa
from service.sandbox.played_dixa.routes import Endpoint

__all__ = [
    "Behaviour",
    "Call",
    "Delivery",
    "Endpoint",
    "FaultPlan",
    "Ledger",
    "PlayedDixa",
    "RemoteDixa",
    "faults",
]
