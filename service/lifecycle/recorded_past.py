"""The past of many customers, read a page at a time, for whoever goes through many closings."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import cast

from redis import Redis

from service.lifecycle import keys
from service.lifecycle.record import Closing
from service.ratings import RatingType

_PAGE = 1000
_FIELDS = ("opted_out", *(f"asked:{rating_type}" for rating_type in RatingType))


class RecordedPast:
    """Who has opted out, and who was last asked before a replay begins; changes nothing.

    An asking within the replayed days came of the closings that are replayed, so it does not count.

    Args:
        redis: where customers are kept.
        before: when the replay begins, in milliseconds.
    """

    def __init__(self, redis: Redis, *, before: int) -> None:
        self._redis = redis
        self._before = before
        self._page: dict[str, dict[str, str | None]] = {}

    def ahead_of(self, conversations: Iterable[Sequence[Closing]]) -> Iterator[Sequence[Closing]]:
        """The same conversations, one after the other; what is known is of the latest page of them.

        Raises:
            RedisError: the customers could not be read; some conversations may have been given.
        """
        rest = iter(conversations)
        while page := list(islice(rest, _PAGE)):
            self._look_up({_key(closing) for closings in page for closing in closings})
            yield from page

    def is_opted_out(self, closing: Closing) -> bool:
        """Whether the customer of a closing that was given last does not want to be asked."""
        return self._page[_key(closing)]["opted_out"] is not None

    def asked_at(self, closing: Closing, rating_type: RatingType) -> int:
        """When they were last offered such a rating, in milliseconds; 0 for not before."""
        at = int(self._page[_key(closing)][f"asked:{rating_type}"] or 0)
        return at if at < self._before else 0

    def _look_up(self, names: set[str]) -> None:
        with self._redis.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.hmget(name, *_FIELDS)
            found = cast("list[list[str | None]]", pipe.execute())
        self._page = {
            name: dict(zip(_FIELDS, values, strict=True))
            for name, values in zip(names, found, strict=True)
        }


def _key(closing: Closing) -> str:
    return keys.customer(closing.organization, closing.customer.id)
