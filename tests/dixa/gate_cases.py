"""What tests of the gate need: one whose caller never waits, and a bolt that is shut."""

from service.dixa.gate import Gate

RATE, BURST = 9.5, 3
AGES_AHEAD = 9_999_999_999_999


class Waited(Exception):  # noqa: N818 - says what is the case
    """The gate had its caller wait."""


def impatient_gate(redis):
    """A gate whose caller does not wait for a turn, but raises `Waited`."""

    def pause(seconds):
        raise Waited

    return Gate(redis, rate=RATE, burst=BURST, pause=pause)


def never():
    raise AssertionError("nobody should probe")


def shut(redis, cause="Dixa is failing", probe_at=AGES_AHEAD):
    redis.hset("rs:gate", mapping={"cause": cause, "probe_at": probe_at})
