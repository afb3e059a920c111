"""Telling one story again and again, each time with something else going wrong."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from service.lifecycle.connection import web_redis, worker_redis
from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import FaultPlan

from .outgoing_wires import tap_http, tap_mail
from .processes import Surroundings
from .redis_wire import tapped
from .story import Story
from .tap import Ending, Fault, Tap
from .verdict import Expected, faults_of

RATING = 1
COMMENT = "Thanks"
DELIVERY = "deliver_link"

Point = tuple[int, str]
"""What passes, with its number in the order of time."""


@dataclass(frozen=True, kw_only=True)
class Plot:
    """What a story is about.

    Args:
        channel: of the conversation; by `EMAIL` the customer is written a mail, by `WIDGET_CHAT`
            a message.
        spoil: plans what goes wrong in Dixa.
    """

    channel: str
    spoil: Callable[[FaultPlan], object] = FaultPlan.clear


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A story that was told: what passed in it, and what is wrong with its end."""

    points: list[Point]
    faults: list[str]


def try_once(around: Surroundings, plot: Plot, fault: Fault | None = None) -> Trial:
    """Tell a story once; without a fault, nothing goes wrong in it but what is planned."""
    tap = Tap(fault)
    try:
        story = _tell(around, plot, tap)
    except (AssertionError, TimeoutError) as error:
        return Trial(points=[], faults=[f"the story does not end: {error}"])
    points = list(enumerate(tap.points))
    if fault and not tap.struck_at:
        return Trial(points=points, faults=["nothing happened"])
    return Trial(points=points, faults=faults_of(story, _expected(plot, tap)))


def points_of(around: Surroundings, plot: Plot) -> list[Point]:
    """What passes in a story in which nothing goes wrong but what is planned."""
    trial = try_once(around, plot)
    assert trial.faults == []
    return trial.points


def failures(
    around: Surroundings, plot: Plot, points: Iterable[Point], ending: Ending
) -> list[str]:
    """Tell the story once for each of these points, which ends so; what was wrong in the end."""
    return [
        f"{ending} at {number}, {what}: {fault}"
        for number, what in points
        for fault in try_once(around, plot, Fault(number, ending)).faults
    ]


def _tell(around: Surroundings, plot: Plot, tap: Tap) -> Story:
    around.redis.flushall()
    around.redis.script_flush()
    around.dixa.faults.clear()
    plot.spoil(around.dixa.faults)
    with _tapped_wires(tap):
        answer = {"rating": str(RATING), "comment": COMMENT}
        story = Story(around, tap, a_conversation(plot.channel), answer)
        story.tell()
    return story


def _expected(plot: Plot, tap: Tap) -> Expected:
    # A mail has no id by which a mail server would refuse to take it twice.
    may_repeat = plot.channel == "EMAIL" and tap.struck_at.startswith(DELIVERY)
    return Expected(rating=RATING, comment=COMMENT, most_invitations=1 + may_repeat)


@contextmanager
def _tapped_wires(tap: Tap) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workers.tools.worker_redis", lambda url: tapped(worker_redis(url), tap))
        patch.setattr(
            "service.web.dependencies.web_redis",
            lambda url, **options: tapped(web_redis(url, **options), tap),
        )
        tap_http(patch, tap)
        tap_mail(patch, tap)
        yield
