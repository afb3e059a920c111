"""Whether the service called Dixa when it should not have."""

from collections.abc import Iterator

from tests.chaos.evidence import Evidence

SHUTTING_SECONDS = 3.0
UNDER_WAY = 12
"""So many calls may still come after the token was refused: one of each of four workers, and as
many again for each that is killed before it could shut the gate for the others."""

STRAGGLERS = 2
"""So many after that: of workers that were frozen when they were about to call."""

CALLS_FOR_ONE_TOO_FAST = 500
A_FEW = 2
"""A busy machine bunches calls on their way, seldom: one in so many, or a few in a short run."""

CALLS_SHOWN = 8
"""So many before one that came too fast: more than Dixa's limit lets pass at once."""


def through_the_shut_gate(evidence: Evidence) -> Iterator[str]:
    """While the token is refused, only probes go on."""
    for begun, ended in zip(evidence.revoked[::2], evidence.revoked[1::2], strict=True):
        shut = begun + SHUTTING_SECONDS
        others = [call.at for call in evidence.dixa.calls() if call.endpoint != "organization"]
        at_first = sum(begun <= at < min(shut, ended) for at in others)
        then = sum(shut <= at < ended for at in others)
        if at_first > UNDER_WAY or then > STRAGGLERS:
            yield f"{at_first} calls within {SHUTTING_SECONDS:.0f} s, {then} in the others"


def too_fast_too_often(evidence: Evidence) -> Iterator[str]:
    """More often than a busy machine explains."""
    yield from _too_fast(evidence, is_often=True)


def too_fast_at_times(evidence: Evidence) -> Iterator[str]:
    """As seldom as a busy machine explains."""
    yield from _too_fast(evidence, is_often=False)


def _too_fast(evidence: Evidence, *, is_often: bool) -> Iterator[str]:
    calls = sorted(evidence.dixa.calls(), key=lambda call: call.at)
    places = [n for n, call in enumerate(calls) if call.status == 429 and call.fault is None]
    if (len(places) > max(A_FEW, len(calls) / CALLS_FOR_ONE_TOO_FAST)) is not is_often:
        return
    for place in places:
        call, before = calls[place], calls[max(0, place - CALLS_SHOWN) : place]
        # They tell why: spread evenly, and we are too fast; all at once, and the way held them up.
        earlier = ", ".join(f"{(call.at - each.at) * 1000:.0f}" for each in before)
        yield f"{call.method} {call.path} at {call.at:.2f}, the others {earlier} ms before"
