"""Plays the story: with a person who answers the surveys, or by itself."""

import sys
from collections.abc import Callable
from time import monotonic, sleep

import click

from service.lifecycle.states import ENDED, State
from service.sandbox.demo.customers import answer, find_link
from service.sandbox.demo.stage import Stage, stage
from service.sandbox.demo.story import Scene, scenes
from service.sandbox.demo.telling import Teller
from service.sandbox.demo.verdict import faults_of

PATIENCE_SECONDS = 40.0
_LOOK_SECONDS = 0.2
_HOLD = "60s"
_SHORT_HOLD = "10s"
"""Nobody waits, but a busy machine may be slow to change an answer."""


def play(*, once: bool) -> bool:
    """Play the story.

    Args:
        once: answer the surveys, check what Dixa got, and end; else go on until Ctrl-C.

    Returns:
        Whether everything went as it should; always True for a person who ends it.
    """
    click.echo("Starting an embedded Redis, a played Dixa, a mailbox, web and worker …")
    with stage(hold=_SHORT_HOLD if once else _HOLD) as set_up:
        story = scenes()
        teller = Teller(set_up, [scene.conversation for scene in story])
        click.echo(f"The service runs at {set_up.url} (health: {set_up.url}/readyz)\n")
        for scene in story:
            _play_scene(set_up, teller, scene)
        return _once(set_up, teller, story) if once else _with_a_person(set_up, teller, story)


def _play_scene(set_up: Stage, teller: Teller, scene: Scene) -> None:
    click.echo(click.style(f"· {scene.title}", bold=True))
    scene.close(set_up.dixa, scene.conversation)
    _wait(set_up, teller, lambda: _is_settled(teller, scene))


def _is_settled(teller: Teller, scene: Scene) -> bool:
    """Whether the customer has the link, or it is sure that there will be none."""
    surveys = teller.surveys(scene.conversation)
    goal = State.SUPPRESSED if scene.answer is None else State.INVITED
    return any(survey.state is goal for survey in surveys)


def _once(set_up: Stage, teller: Teller, story: list[Scene]) -> bool:
    click.echo(click.style("\n· The customers answer", bold=True))
    for scene in story:
        _answer(set_up, teller, scene)
    _wait(set_up, teller, lambda: all(_has_ended(teller, scene) for scene in story))
    found = [fault for scene in story for fault in faults_of(set_up, scene)]
    for fault in found:
        click.echo(click.style(fault, fg="red"))
    asked = sum(scene.answer is not None for scene in story)
    result = "NOT every rating" if found else f"All {asked} ratings"
    click.echo(
        f"\n{result} reached Dixa exactly once; {len(story) - asked} were rightly not asked."
    )
    return not found


def _answer(set_up: Stage, teller: Teller, scene: Scene) -> None:
    link = find_link(set_up, scene.conversation)
    if link is None or scene.answer is None:
        return
    if scene.before is not None:
        answer(link, rating=scene.before, comment=scene.comment)
        teller.tell_news()
        link = f"{link}/change"
    answer(link, rating=scene.answer, comment=scene.comment)


def _has_ended(teller: Teller, scene: Scene) -> bool:
    return all(survey.state in ENDED for survey in teller.surveys(scene.conversation))


def _with_a_person(set_up: Stage, teller: Teller, story: list[Scene]) -> bool:
    click.echo(click.style("\nOpen a link, answer, and watch. Ctrl-C ends the demo.", bold=True))
    command = f"{sys.argv[0]} surveys show {story[0].conversation.csid}"
    click.echo("The commands work here, too. In another terminal:")
    click.echo(f"  set -a; . {set_up.settings}; set +a; {command}")
    try:
        _wait(set_up, teller, lambda: False, seconds=float("inf"))
    except KeyboardInterrupt:
        click.echo("\nClearing away.")
    return True


def _wait(
    set_up: Stage,
    teller: Teller,
    is_done: Callable[[], bool],
    *,
    seconds: float = PATIENCE_SECONDS,
) -> None:
    deadline = monotonic() + seconds
    while monotonic() < deadline:
        set_up.supervisor.tend()
        done = is_done()
        teller.tell_news()
        if done:
            return
        sleep(_LOOK_SECONDS)
    raise TimeoutError(f"the service did not get there within {seconds:g} s; see the lines above")
