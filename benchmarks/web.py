"""Requests a second, and how long one takes, beside the bare route."""

from dataclasses import dataclass
from statistics import median, quantiles

from benchmarks.load import Sample, request, run
from benchmarks.stage import SECRET, Stage
from service.sandbox.conversations import a_conversation
from service.sandbox.events import closed

CONNECTIONS = (1, 8, 32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table: requests a second, latencies in milliseconds."""

    what: str
    connections: int
    rate: float
    p50: float
    p99: float


def webhook_rows(stage: Stage, *, requests: int, rounds: int) -> list[Row]:
    """Signed events, every one new, each stored on disk before it is answered."""
    rows = []
    for connections in CONNECTIONS:
        ours, bare = [], []
        for _ in range(rounds):
            events = [_event() for _ in range(requests)]
            same = [_bare(event) for event in events]
            bare.append(run(stage.bare_port, same, connections=connections, status=202))
            ours.append(run(stage.service_port, events, connections=connections, status=202))
        rows += [
            _row("webhook: signed event stored", connections, ours),
            _row("bare Flask route, same body", connections, bare),
        ]
    return rows


def page_rows(stage: Stage, path: str, *, requests: int, rounds: int) -> list[Row]:
    """The survey page of one survey."""
    rows = []
    page, bare_page = request("GET", path), request("GET", "/bare")
    for connections in CONNECTIONS:
        ours, bare = [], []
        for _ in range(rounds):
            bare.append(
                run(stage.bare_port, [bare_page] * requests, connections=connections, status=200)
            )
            ours.append(
                run(stage.service_port, [page] * requests, connections=connections, status=200)
            )
        rows += [
            _row("survey page", connections, ours),
            _row("bare Flask route", connections, bare),
        ]
    return rows


def _event() -> bytes:
    event = closed(a_conversation())
    return request("POST", "/webhooks/dixa", headers=event.headers(SECRET), body=event.body)


def _bare(event: bytes) -> bytes:
    return event.replace(b"POST /webhooks/dixa", b"POST /bare", 1)


def _row(what: str, connections: int, samples: list[Sample]) -> Row:
    latencies = [latency * 1000 for sample in samples for latency in sample.latencies]
    cuts = quantiles(latencies, n=100)
    return Row(
        what=what,
        connections=connections,
        rate=median(len(sample.latencies) / sample.seconds for sample in samples),
        p50=cuts[49],
        p99=cuts[98],
    )
