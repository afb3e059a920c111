"""The limit in front of the API: so many calls per second, so many at once."""

from time import monotonic


class TokenBucket:
    """Turns away what comes faster than the limit.

    Source: Dixa, "API standards and rules": ten requests per second, burst four, per token.
    """

    def __init__(self) -> None:
        self._left: float | None = None
        self._as_of = monotonic()

    def take(self, came_at: float, rate: float, burst: int) -> bool:
        """Whether one more call may pass.

        Args:
            came_at: when it came, by `time.monotonic`; it may have been overtaken since.
            rate: calls per second.
            burst: calls at once.
        """
        before = burst if self._left is None else self._left
        self._left = min(burst, before + max(0.0, came_at - self._as_of) * rate)
        self._as_of = max(came_at, self._as_of)
        if self._left < 1:
            return False
        self._left -= 1
        return True
