"""Which path is which endpoint.

Source: the paths of the published API description. Any version is understood, `/beta` and `/v1`
alike.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qsl


class Endpoint(StrEnum):
    """An endpoint, by the short name that faults and the ledger use."""

    OFFER = "offer"
    SUBMIT = "submit"
    RATINGS = "ratings"
    MESSAGE = "message"
    CONVERSATION = "conversation"
    ACTIVITY_LOG = "activity_log"
    TAGS = "tags"
    QUEUE = "queue"
    END_USER = "end_user"
    ORGANIZATION = "organization"
    CREATE_WEBHOOK = "create_webhook"
    LIST_WEBHOOKS = "list_webhooks"
    GET_WEBHOOK = "get_webhook"
    PATCH_WEBHOOK = "patch_webhook"
    DELETE_WEBHOOK = "delete_webhook"
    DELIVERY_STATUS = "delivery_status"
    DELIVERY_LOGS = "delivery_logs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A path, understood.

    Args:
        endpoint: what is asked for.
        version: `beta`, `v1`, …
        parts: the variable parts of the path, by name.
        query: what stands after the question mark, by name.
    """

    endpoint: Endpoint
    version: str
    parts: Mapping[str, str]
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def conversation(self) -> int | None:
        """The conversation's number; None if the path has none, or something else in its place."""
        text = self.parts.get("conversation", "")
        return int(text) if re.fullmatch(r"\d{1,18}", text, re.ASCII) else None


def route(method: str, path: str) -> Route | None:
    """Understand a request line; None: there is no such endpoint."""
    path, _, query = path.partition("?")
    for endpoint, (its_method, pattern) in _PATHS.items():
        match = pattern.fullmatch(path)
        if match and method == its_method:
            parts = match.groupdict()
            version = parts.pop("version")
            asked = dict(parse_qsl(query))
            return Route(endpoint=endpoint, version=version, parts=parts, query=asked)
    return None


def _path(template: str) -> re.Pattern[str]:
    return re.compile(r"/(?P<version>beta|v\d+)" + re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", template))


_PATHS: dict[Endpoint, tuple[str, re.Pattern[str]]] = {
    Endpoint.OFFER: ("POST", _path("/conversations/{conversation}/ratings/offer")),
    Endpoint.SUBMIT: ("POST", _path("/conversations/{conversation}/ratings/{rating}/submit")),
    Endpoint.RATINGS: ("GET", _path("/conversations/{conversation}/ratings")),
    Endpoint.MESSAGE: ("POST", _path("/conversations/{conversation}/messages")),
    Endpoint.ACTIVITY_LOG: ("GET", _path("/conversations/activitylog")),
    Endpoint.TAGS: ("GET", _path("/conversations/{conversation}/tags")),
    Endpoint.QUEUE: ("GET", _path("/queues/{queue}")),
    Endpoint.CONVERSATION: ("GET", _path("/conversations/{conversation}")),
    Endpoint.END_USER: ("GET", _path("/endusers/{user}")),
    Endpoint.ORGANIZATION: ("GET", _path("/organization")),
    Endpoint.CREATE_WEBHOOK: ("POST", _path("/webhooks")),
    Endpoint.LIST_WEBHOOKS: ("GET", _path("/webhooks")),
    Endpoint.GET_WEBHOOK: ("GET", _path("/webhooks/{webhook}")),
    Endpoint.PATCH_WEBHOOK: ("PATCH", _path("/webhooks/{webhook}")),
    Endpoint.DELETE_WEBHOOK: ("DELETE", _path("/webhooks/{webhook}")),
    Endpoint.DELIVERY_STATUS: ("GET", _path("/webhooks/{webhook}/delivery-status")),
    Endpoint.DELIVERY_LOGS: ("GET", _path("/webhooks/{webhook}/delivery-status/logs/{event}")),
}
