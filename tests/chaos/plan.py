"""What a seed means: who closes what when, who answers how, and what breaks when.

The plan is the same for every run with the same seed and length, whoever is tried. What it meets
on its way, processes and machines decide.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, repeat, takewhile
from typing import Literal

CONVERSATIONS_A_SECOND = 1.6
"""The service may call Dixa 9.5 times a second, and needs four to eight calls for each: there is
always a backlog."""

AGENTS = ("Agnes", "Bo", "Cleo", "Dov")

Twice = Literal["no", "the same", "otherwise", "on another page"]


@dataclass(frozen=True, kw_only=True)
class Telling:
    """One event of a conversation.

    Args:
        is_closing: whether it closed; else it was opened again.
        at: when that happened, in seconds after the tale's beginning.
        agent: who handled it then.
        copies: when each copy of the event is sent, in the same seconds; the order is theirs, not
            that of what happened.
    """

    is_closing: bool
    at: float
    agent: str
    copies: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Customer:
    """What a customer does with each link that arrives.

    Args:
        rating: what they choose; None: they do not answer.
        thinks: seconds between page and answer.
        twice: whether they send the form again, as it was or otherwise, or that of a second page.
        scans: how often a mail scanner opens the link before them.
    """

    rating: int | None
    thinks: float
    twice: Twice
    scans: int


@dataclass(frozen=True, kw_only=True)
class Tale:
    """One conversation.

    Args:
        number: from 0.
        begins: in seconds after the run's beginning.
        kind: `mail`, `chat`, `reopened` (by mail), a `colleague`, whom nobody asks, or `forged`.
        events: what is told of it, in the order in which it happened.
        customer: its requester.
    """

    number: int
    begins: float
    kind: Literal["mail", "chat", "reopened", "colleague", "forged"]
    events: tuple[Telling, ...]
    customer: Customer

    @property
    def cycles(self) -> int:
        """How often the conversation closed."""
        return sum(event.is_closing for event in self.events)


def tales(seed: int, seconds: float) -> list[Tale]:
    """Everything that is told within so many seconds."""
    chance = random.Random(f"{seed}: tales")
    steps = (chance.expovariate(CONVERSATIONS_A_SECOND) for _ in repeat(None))
    begins = takewhile(lambda at: at < seconds, accumulate(steps))
    return [_tale(chance, number, at) for number, at in enumerate(list(begins))]


def _tale(chance: random.Random, number: int, begins: float) -> Tale:
    kinds = {"mail": 42, "chat": 22, "reopened": 24, "colleague": 4, "forged": 8}
    [kind] = chance.choices(list(kinds), list(kinds.values()))
    return Tale(
        number=number,
        begins=begins,
        kind=kind,
        events=tuple(_events(chance, chance.randint(1, 3) if kind == "reopened" else 0)),
        customer=Customer(
            rating=chance.choice([1, 2, 3, 4, 5, 5, None]),
            thinks=chance.uniform(3, 6),
            twice=chance.choice(["no", "no", "the same", "otherwise", "on another page"]),
            scans=chance.randint(0, 4),
        ),
    )


def _events(chance: random.Random, reopenings: int) -> Iterator[Telling]:
    agents = chance.choice([AGENTS, AGENTS[:1] * len(AGENTS)])  # each time another, or the same
    for number in range(2 * reopenings + 1):
        yield Telling(
            is_closing=number % 2 == 0,
            at=2.0 * number,
            agent=agents[number // 2],
            copies=tuple(sorted(_copies(chance, earliest=1.2 * number))),
        )


def _copies(chance: random.Random, *, earliest: float) -> Iterator[float]:
    """Often at the same instant, else within some seconds: so events overtake each other."""
    first = earliest + chance.choice([0, chance.uniform(0, 5)])
    for _ in range(chance.choice([2, 2, 2, 3, 3, 4, 6, 20])):
        yield first + chance.choice([0, 0, chance.uniform(0, 4)])
