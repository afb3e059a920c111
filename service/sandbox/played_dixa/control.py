"""The stage door: how another process looks at a played Dixa and directs it.

    GET    /_played/ledger         every call and every delivery
    GET    /_played/calls/message  every call to one endpoint, by its name
    POST   /_played/conversations  a conversation (`dataclasses.asdict` of it), open
    POST   /_played/close          the same, closed; subscriptions are told; answers with the event
    POST   /_played/faults         {"endpoint", "fault", "options", "times", "probability"}
    DELETE /_played/faults         nothing goes wrong any more
    POST   /_played/behaviour      the traits of `Behaviour` to change

`remote.RemoteDixa` speaks it. It needs no token.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from service.sandbox.conversations import Conversation
from service.sandbox.played_dixa.answers import Answer, Refusal, not_found
from service.sandbox.played_dixa.faults import BY_NAME
from service.sandbox.played_dixa.server import Request

if TYPE_CHECKING:  # it opens this door itself
    from service.sandbox.played_dixa.play import PlayedDixa

PREFIX = "/_played/"


def answer(dixa: "PlayedDixa", request: Request) -> Answer:
    """Do what was asked; 400 says what is wrong with it."""
    what = f"{request.method} {request.path.removeprefix(PREFIX)}"
    try:
        data = json.loads(request.body or b"{}")
        return Answer(status=200, body=_do(dixa, what, data))
    except Refusal as refusal:
        return refusal.answer
    except (KeyError, TypeError, ValueError) as error:
        return Answer(status=400, body={"message": repr(error)})


def _do(dixa: "PlayedDixa", what: str, data: Mapping[str, Any]) -> dict[str, Any]:
    match what.split("/"):
        case ["GET calls", endpoint]:
            return {"calls": [asdict(call) for call in dixa.calls(endpoint)]}
        case ["GET ledger"]:
            return dixa.ledger.to_json()
        case ["POST conversations"]:
            dixa.add(Conversation.from_json(data))
        case ["POST close"]:
            event = dixa.close(Conversation.from_json(data))
            return {**asdict(event), "body": event.body.decode()}
        case ["POST faults"]:
            _plan(dixa, **data)
        case ["DELETE faults"]:
            dixa.faults.clear()
        case ["POST behaviour"]:
            dixa.behaviour = replace(dixa.behaviour, **data)
        case _:
            raise not_found()
    return {}


def _plan(
    dixa: "PlayedDixa",
    *,
    endpoint: str | None,
    fault: str,
    options: Mapping[str, Any],
    **how_often: Any,  # noqa: ANN401 - those of FaultPlan.on
) -> None:
    dixa.faults.on(endpoint, BY_NAME[fault](**options), **how_often)
