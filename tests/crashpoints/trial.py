"""Telling one story again and again, each time with something else going wrong."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

import pytest

from service.lifecycle.connection import web_redis, worker_redis
from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import FaultPlan

from .outgoing_wires import tap_http, tap_mail
from .processes import Surroundings
from .redis_wire import tapped
from .story import Scene, Story
from .tap import Ending, Fault, Tap
from .verdict import USUAL, End, faults_of

DELIVERY = "deliver_link"
MAIN_JOB = (Story.closes, Story.goes_on, Story.is_answered, Story.goes_on)
_BRINGING = (DELIVERY, "await_answer")

Point = tuple[int, str]
"""What passes, with its number in the order of time."""


@dataclass(frozen=True, kw_only=True)
class Plot:
    """What a story is about.

    Args:
        channel: of the conversation; by `EMAIL` the customer is written a mail, by `WIDGET_CHAT`
            a message.
        tag: of the conversation, which chooses another rule.
        scenes: what happens, one after the other.
        end: how it must end.
        spoil: plans what goes wrong in Dixa.
        receiver_says: the status by which the receiver of links answers.
    """

    channel: str
    tag: str = ""
    scenes: tuple[Scene, ...] = MAIN_JOB
    end: End = USUAL
    spoil: Callable[[FaultPlan], object] = FaultPlan.clear
    receiver_says: int = HTTPStatus.NO_CONTENT


@dataclass(frozen=True, kw_only=True)
class Passage:
    """The part of a story in which it is cut off.

    Args:
        plot: of the story.
        first: the name of the first point; the passage begins with the first that is so called.
        until: the name of the point before which it ends; none: it goes on to the end.
        only: the points with names that begin so.
    """

    plot: Plot
    first: str = ""
    until: str = ""
    only: tuple[str, ...] = ("",)

    def points(self, around: Surroundings) -> list[Point]:
        """What passes in it when nothing goes wrong but what is planned."""
        trial = try_once(around, self.plot)
        assert trial.faults == []
        begun = trial.points[_first(self.first, trial.points) :]
        whole = begun[: _first(self.until, begun)] if self.until else begun
        points = [(number, what) for number, what in whole if what.startswith(self.only)]
        assert points, f"no point is called {' or '.join(self.only)}"
        return points


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
    may_repeat = _may_repeat(plot) and tap.struck_at.startswith(_BRINGING)
    return Trial(points=points, faults=faults_of(story, plot.end, may_repeat=may_repeat))


def _first(name: str, points: list[Point]) -> int:
    return next(place for place, (_, what) in enumerate(points) if what.startswith(name))


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
    around.receiver.answer(plot.receiver_says)
    around.receiver.accepted.clear()
    conversation = a_conversation(plot.channel, tags=[plot.tag] if plot.tag else [])
    with _tapped_wires(tap, dixa=around.dixa.url):
        story = Story(around, tap, conversation)
        story.tell(plot.scenes)
    return story


def _may_repeat(plot: Plot) -> bool:
    """Whether nobody refuses to bring a link twice.

    A mail has no id by which a mail server would do so; the receiver of links has one, and this one
    counts what it gets.
    """
    is_taken = plot.receiver_says == HTTPStatus.NO_CONTENT
    return plot.channel == "EMAIL" or (plot.tag == "handed on" and is_taken)


@contextmanager
def _tapped_wires(tap: Tap, *, dixa: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workers.tools.worker_redis", lambda url: tapped(worker_redis(url), tap))
        patch.setattr(
            "service.web.dependencies.web_redis",
            lambda url, **options: tapped(web_redis(url, **options), tap),
        )
        tap_http(patch, tap, dixa=dixa)
        tap_mail(patch, tap)
        yield
