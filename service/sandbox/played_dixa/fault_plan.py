"""Which call goes wrong, and how."""

import random
from dataclasses import dataclass
from threading import Lock
from typing import Self

from service.sandbox.played_dixa.faults import Fault
from service.sandbox.played_dixa.routes import Endpoint


@dataclass(slots=True, kw_only=True)
class _Planned:
    endpoint: Endpoint | None
    fault: Fault
    times_left: int | None
    probability: float


class FaultPlan:
    """Faults in the order they were planned; the first that applies to a call happens to it.

    Args:
        seed: makes faults that happen with a probability happen alike in every run.
    """

    def __init__(self, *, seed: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311 - repeatable is what we want
        self._planned: list[_Planned] = []
        self._lock = Lock()

    def on(
        self,
        endpoint: str | None,
        fault: Fault,
        *,
        times: int | None = None,
        probability: float = 1.0,
    ) -> Self:
        """Plan a fault.

        Args:
            endpoint: the name of an `Endpoint`; None: every endpoint.
            fault: what happens.
            times: to how many calls; None: to all that come.
            probability: how likely it happens to a call, from 0 to 1.

        Raises:
            ValueError: there is no such endpoint.
        """
        planned = _Planned(
            endpoint=None if endpoint is None else Endpoint(endpoint),
            fault=fault,
            times_left=times,
            probability=probability,
        )
        with self._lock:
            self._planned.append(planned)
        return self

    def clear(self) -> None:
        """From now on nothing goes wrong."""
        with self._lock:
            self._planned.clear()

    def draw(self, endpoint: Endpoint) -> Fault | None:
        """What happens to this call."""
        with self._lock:
            for planned in self._planned:
                if planned.endpoint in {None, endpoint} and self._happens(planned):
                    return planned.fault
        return None

    def _happens(self, planned: _Planned) -> bool:
        if planned.times_left == 0 or self._random.random() >= planned.probability:
            return False
        if planned.times_left is not None:
            planned.times_left -= 1
        return True
