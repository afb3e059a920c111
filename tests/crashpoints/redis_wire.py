"""The wire to Redis, below the client's own retries: what is lost here is sent again by it."""

from typing import Any, NoReturn

from redis import Redis
from redis.exceptions import ConnectionError as LostConnection
from repeated_scripts import NAMES

from service.lifecycle.scripts import Script

from .tap import Ending, Tap

_SCRIPTS = {Script(name)._sha: name for name in NAMES}


def tapped(client: Redis, tap: Tap) -> Redis:
    """Put a tap on every connection that this client will make."""
    pool = client.connection_pool
    traits = {"tap": tap, "is_greeting": False, "awaited": 0, "ending": None}
    pool.connection_class = type("Tapped", (_Tapped, pool.connection_class), traits)
    return client


class _Tapped:
    """A connection on which a command, or a whole pipeline, passes with all its replies.

    The greetings of a new connection pass by themselves: nothing is stored by them.
    """

    tap: Tap
    is_greeting: bool
    awaited: int
    ending: Ending | None

    def on_connect_check_health(self, *args: Any, **kwargs: Any) -> None:
        self.is_greeting = True
        try:
            super().on_connect_check_health(*args, **kwargs)
        finally:
            self.is_greeting = False

    def connect(self) -> None:
        self.tap.stop_if_dead()
        super().connect()

    def send_command(self, *args: Any, **kwargs: Any) -> None:
        self._arrive([args])
        super().send_command(*args, **kwargs)

    def pack_commands(self, commands: list[tuple[Any, ...]]) -> list[bytes]:
        self._arrive(commands)
        return super().pack_commands(commands)

    def read_response(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().read_response(*args, **kwargs)
        finally:
            self.awaited -= not self.is_greeting
            if self.awaited == 0 and self.ending:
                self._end()

    def _arrive(self, commands: list[tuple[Any, ...]]) -> None:
        if self.is_greeting:
            return
        self.awaited = len(commands)
        self.ending = self.tap.arrive("Redis " + ", ".join(_name(each) for each in commands))

    def _end(self) -> None:
        ending, self.ending = self.ending, None
        self.disconnect()
        self.tap.leave(ending, _lose)


def _name(command: tuple[Any, ...]) -> str:
    if command[0] == "EVALSHA":
        return _SCRIPTS.get(command[1], "gate")
    return str(command[0])


def _lose() -> NoReturn:
    raise LostConnection("the reply was lost")
