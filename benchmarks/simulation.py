"""`python -m benchmarks.simulation [CLOSINGS]`: how `rules simulate` fares with many closings.

They are recorded in a Redis of the benchmark's own. Then the command is run on them as people run
it, in a process of its own, whose time and largest memory are told.
"""

import resource
import subprocess
import sys
from collections.abc import Iterator
from time import perf_counter, time

from redis import Redis

from benchmarks.stage import settings_of
from service.embedded_redis.server import EmbeddedRedis
from service.lifecycle import keys
from service.lifecycle.record import Closing, Person

RUN = "from service.cli import main; main()"
CLOSINGS = 100_000
AT_ONCE = 5_000
A_MONTH = 30 * 24 * 3600 * 1000
EACH_CUSTOMER = 4
"""So many conversations are one customer's, for cool-downs to matter."""


def main() -> None:
    """Measure once."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CLOSINGS
    with EmbeddedRedis() as server, Redis.from_url(server.url, decode_responses=True) as redis:
        _record(redis, count)
        began = perf_counter()
        command = [sys.executable, "-c", RUN, "rules", "simulate"]
        told = subprocess.run(
            command,
            env=settings_of(server.url, "http://127.0.0.1:1/beta"),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout
        seconds = perf_counter() - began
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(told)
    print(f"{count:,} closings simulated in {seconds:.1f} s, within {largest:.0f} MB")


def _record(redis: Redis, count: int) -> None:
    """Write closings as the webhook's script does, many at a time."""
    now = round(time() * 1000)
    with redis.pipeline(transaction=False) as pipe:
        for number, closing in enumerate(_closings(count, now)):
            key = keys.conversation(closing.organization, closing.conversation)
            name = f"{keys.conversation_hash(key)}:closings"
            pipe.zadd(name, {closing.to_json(): closing.closed_at})
            customer = keys.customer(closing.organization, closing.customer.id)
            pipe.hset(customer, "asked:Csat", now - A_MONTH - number * 1000)
            if number % AT_ONCE == 0:
                pipe.execute()
        pipe.execute()


def _closings(count: int, now: int) -> Iterator[Closing]:
    spread = 6 * 24 * 3600 * 1000 // count
    for number in range(count):
        customer = f"customer-{number // EACH_CUSTOMER}"
        yield Closing(
            organization="organization",
            conversation=str(number),
            event_id=f"event-{number}",
            closed_at=now - number * spread,
            channel=("EMAIL", "WIDGET_CHAT", "PSTN_PHONE")[number % 3],
            direction="INBOUND",
            customer=Person(id=customer, name=customer, email=f"{customer}@example.com"),
            agent=Person(id="agent", name="Agnes", is_member=True) if number % 7 else None,
            queue_name=f"Queue {number % 10}",
            subject=f"Question {number}",
        )


if __name__ == "__main__":
    main()
