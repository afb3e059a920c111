"""Things that happen by themselves after a while."""

from collections.abc import Callable
from threading import Lock, Timer


class Later:
    """Runs actions in threads of their own, until it is told to forget them."""

    def __init__(self) -> None:
        self._timers: list[Timer] = []
        self._lock = Lock()

    def run(self, action: Callable[[], object], *, seconds: float = 0.0) -> None:
        """Run `action` after `seconds`."""
        timer = Timer(seconds, action)
        timer.daemon = True
        with self._lock:
            self._timers = [known for known in self._timers if known.is_alive()]
            self._timers.append(timer)
            timer.start()

    def forget(self) -> None:
        """Do not run what has not begun."""
        with self._lock:
            for timer in self._timers:
                timer.cancel()
