"""What is known of a customer across conversations: when they were asked, and that they said no.

One hash for each customer of an organisation. `asked:<rating type>` is written together with the
offer, so each rating type has a clock of its own; `asking:<rating type>` is the survey that was
last let through to be offered; `opted_out` is written once and stays.
"""

from typing import cast

from redis import Redis

from service.lifecycle import keys
from service.lifecycle.connection import store_errors
from service.lifecycle.record import Closing
from service.lifecycle.scripts import Script
from service.ratings import RatingType


class Customers:
    """Remembers customers.

    Args:
        redis: where they are kept.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._opt_out = Script("opt_out")

    def opt_out(self, organization: str, customer: str) -> None:
        """Never ask this customer again. The first time counts; repeating changes nothing.

        Args:
            organization: Dixa's id of it.
            customer: Dixa's id of the end user.

        Raises:
            StoreUnavailable: it was not certainly stored; the same call may be made again.
        """
        with store_errors():
            self._opt_out.run(self._redis, keys.customer(organization, customer))

    def is_opted_out(self, closing: Closing) -> bool:
        """Whether the customer of a closing does not want to be asked.

        Raises:
            RedisError: it could not be read.
        """
        return self.opted_out_at(closing) is not None

    def opted_out_at(self, closing: Closing) -> int | None:
        """When the customer of a closing said so, in milliseconds; None if they did not.

        Raises:
            RedisError: it could not be read.
        """
        said_at = cast("str | None", self._redis.hget(_key(closing), "opted_out"))
        return int(said_at) if said_at else None

    def asked_at(self, closing: Closing, rating_type: RatingType) -> int:
        """When the customer of a closing was last offered such a rating, in milliseconds.

        Returns:
            The server's time; 0 for never.

        Raises:
            RedisError: it could not be read.
        """
        asked_at = cast("str | None", self._redis.hget(_key(closing), f"asked:{rating_type}"))
        return int(asked_at or 0)


def _key(closing: Closing) -> str:
    return keys.customer(closing.organization, closing.customer.id)
