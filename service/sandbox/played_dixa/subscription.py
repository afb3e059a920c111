"""One webhook subscription, and how the API reads and shows it."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import time
from typing import Any
from uuid import uuid4

from service.sandbox.conversations import invented_id
from service.sandbox.played_dixa.behaviour import Behaviour
from service.sandbox.played_dixa.timestamps import timestamp

_ADMINISTRATOR = invented_id("administrator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One subscription.

    Args:
        name: what people call it.
        url: where events go.
        events: which, spelled as the API does, e.g. `ConversationClosed`.
        authorization: the `Authorization` header that is sent along, if any.
        custom_headers: more headers that are sent along.
        enabled: whether anything is sent at all.
        filters: kept and shown, but not applied.
        secret_key: signs the events; hex.
        id: what the API calls it.
        created_at: seconds since the epoch.
        updated_at: seconds since the epoch.
    """

    name: str
    url: str
    events: tuple[str, ...] = ()
    authorization: str | None = None
    custom_headers: Mapping[str, str] = field(default_factory=dict)
    enabled: bool = True
    filters: Mapping[str, Any] | None = None
    secret_key: str = field(default_factory=lambda: secrets.token_hex(32))
    id: str = field(default_factory=lambda: str(uuid4()))
    created_at: float = field(default_factory=time)
    updated_at: float = field(default_factory=time)

    @property
    def secret(self) -> bytes:
        """The key itself."""
        return bytes.fromhex(self.secret_key)

    @property
    def headers(self) -> dict[str, str]:
        """Everything that is sent along besides the signature."""
        authorization = {"Authorization": self.authorization} if self.authorization else {}
        return {**self.custom_headers, **authorization}

    def shown(self, behaviour: Behaviour) -> dict[str, Any]:
        """As the API shows it."""
        return {
            "id": self.id,
            "name": self.name,
            "subscribedEvents": list(self.events),
            "url": self.url,
            "headers": self.headers,
            "secretKey": self.secret_key,
            "enabled": self.enabled,
            "createdAt": timestamp(self.created_at, behaviour),
            "createdBy": _ADMINISTRATOR,
            "updatedAt": timestamp(self.updated_at, behaviour),
            "updatedBy": _ADMINISTRATOR,
            **({} if self.filters is None else {"filters": self.filters}),
        }


def fields_from(body: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a `Subscription` that a valid body sets."""
    fields = {ours: body[theirs] for theirs, ours in _NAMES.items() if theirs in body}
    if "events" in fields:
        fields["events"] = tuple(fields["events"])
    if "authorization" in fields:
        fields["authorization"] = _authorization(fields["authorization"])
    return fields


_NAMES = {
    "name": "name",
    "url": "url",
    "events": "events",
    "authorization": "authorization",
    "customHeaders": "custom_headers",
    "enabled": "enabled",
    "filters": "filters",
}


def _authorization(body: Mapping[str, str]) -> str | None:
    match body["kind"]:
        case "BasicAuth":
            pair = f"{body.get('username', '')}:{body.get('password', '')}"
            return f"Basic {base64.b64encode(pair.encode()).decode()}"
        case "TokenAuth":
            return f"Bearer {body.get('value', '')}"
        case _:
            return None
