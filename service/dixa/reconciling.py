"""Dixa's API for what only compares: the usual calls and some more, when nobody else needs Dixa."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import parse_qs, urlencode, urlsplit

from redis import Redis

from service.dixa.calls import read_answer, written
from service.dixa.client import DixaClient, wire_of
from service.dixa.conversations import (
    ActivitiesAnswerSchema,
    Activity,
    ConversationAnswerSchema,
    ConversationNow,
    EndUser,
    EndUserAnswerSchema,
    QueueAnswerSchema,
    TagsAnswerSchema,
)
from service.dixa.gate import Gate, Urgency
from service.settings import Settings

_PAGE = 500


class ReconcilingClient(DixaClient):
    """A client whose calls never delay an offer or an answer."""

    def list_activities(self, since: datetime, until: datetime) -> Iterator[Activity]:
        """What happened to the organisation's conversations. (List organization activity log)."""
        query = {"fromDatetime": written(since), "toDatetime": written(until), "pageLimit": _PAGE}
        key: str | None = ""
        while key is not None:
            asked = query | ({"pageKey": key} if key else {})
            path = f"conversations/activitylog?{urlencode(asked)}"
            answer = read_answer(ActivitiesAnswerSchema(), self._calls.make("GET", path))
            yield from answer["data"]
            key = _next_page(answer["meta"], key)

    def get_conversation(self, conversation: str) -> ConversationNow:
        """A conversation as it is now. (Get conversation)."""
        answer = self._calls.make("GET", f"conversations/{conversation}")
        found: ConversationNow = read_answer(ConversationAnswerSchema(), answer)["data"]
        return found

    def list_tags(self, conversation: str) -> list[dict[str, str]]:
        """A conversation's tags, each with `id` and `name`. (List conversation tags)."""
        answer = self._calls.make("GET", f"conversations/{conversation}/tags")
        tags: list[dict[str, str]] = read_answer(TagsAnswerSchema(), answer)["data"]
        return tags

    def get_end_user(self, user_id: str) -> EndUser:
        """A customer. (Get end user)."""
        answer = self._calls.make("GET", f"endusers/{user_id}")
        found: EndUser = read_answer(EndUserAnswerSchema(), answer)["data"]
        return found

    def get_queue_name(self, queue_id: str) -> str:
        """A queue's name. (Get queue)."""
        answer = self._calls.make("GET", f"queues/{queue_id}")
        name: str = read_answer(QueueAnswerSchema(), answer)["data"]["name"]
        return name


def reconciling_client(settings: Settings, redis: Redis) -> ReconcilingClient:
    """The client that these settings describe; connects when first used."""
    return ReconcilingClient(
        wire_of(settings),
        Gate(redis, rate=settings.dixa_rate, burst=settings.dixa_burst),
        stale_after_seconds=settings.http_timeout_seconds,
        urgency=Urgency.RECONCILIATION,
    )


def _next_page(meta: dict[str, str | None] | None, key: str) -> str | None:
    """The key of the page after this one; None after the last, and if it would be the same."""
    following = parse_qs(urlsplit((meta or {}).get("next") or "").query).get("pageKey")
    return following[0] if following and following[0] != key else None
