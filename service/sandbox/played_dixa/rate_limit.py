"""The limit in front of the API: so many calls per second, so many at once."""

from time import monotonic


class TokenBucket:
    """Turns away what comes faster than the limit.

    Source: Dixa, "API standards and rules": ten requests per second, burst four, per token.
    """

    def __init__(self) -> None:
        self._left: float | None = None
        self._as_of = monotonic()

    def take(self, rate: float, burst: int) -> bool:
        """Whether one more call may pass now.

        Args:
            rate: calls per second.
            burst: calls at once.
        """
        now = monotonic()
        before = burst if self._left is None else self._left
        self._left = min(burst, before + (now - self._as_of) * rate)
        self._as_of = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
