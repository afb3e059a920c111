"""A played Dixa as a process of its own: prints its address, then serves until it is ended."""

import signal
from threading import Event

import click

from service.sandbox.played_dixa.behaviour import Behaviour
from service.sandbox.played_dixa.fault_plan import FaultPlan
from service.sandbox.played_dixa.play import PlayedDixa


@click.command()
@click.option("--port", default=0, help="TCP port on 127.0.0.1; 0 for a free one.")
@click.option("--token", default="played-token", help="What callers must send in Authorization.")
@click.option("--rate-limit/--no-rate-limit", default=True, help="Turn away what is too fast.")
@click.option("--seed", default=0, help="Of the chance by which what is planned goes wrong.")
def main(*, port: int, token: str, rate_limit: bool, seed: int) -> None:
    """Play Dixa."""
    ended = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    behaviour = Behaviour(rate_limited=rate_limit)
    faults = FaultPlan(seed=seed)
    with PlayedDixa(token=token, behaviour=behaviour, faults=faults, port=port) as dixa:
        click.echo(dixa.url)
        ended.wait()


if __name__ == "__main__":
    main()
