"""What runs until it is told to end."""

from abc import ABC, abstractmethod
from typing import Self


class Running(ABC):
    """A server; in a `with`, it runs for as long as that lasts."""

    @abstractmethod
    def start(self) -> None:
        """Start it, and return when it can be used."""

    @abstractmethod
    def stop(self) -> None:
        """End it, and return when it has ended."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
