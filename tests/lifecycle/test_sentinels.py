"""Redis behind Sentinels that are gone: nobody waits for each of them again and again."""

import socket
from contextlib import closing, suppress

import pytest
from redis.exceptions import ConnectionError as NotConnected

from service.lifecycle.breaker import TIME_OUTS_UNTIL_OPEN, KeptWaiting
from service.lifecycle.connection import impatient_redis, web_redis, worker_redis
from service.lifecycle.sentinels import SilentSentinels


@pytest.fixture
def silent():
    """Where somebody listens, and nobody answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(100)
        yield listening


@pytest.mark.parametrize(
    ("kind", "tries"), [(impatient_redis, 1), (web_redis, 2), (worker_redis, 7)]
)
def test_each_is_asked_once_whenever_somebody_tries(silent, kind, tries):
    redis = kind(f"redis+sentinel://{address(silent)}/surveys")
    with closing(redis), pytest.raises(NotConnected):
        redis.ping()

    assert connections(silent) == tries


def test_after_some_silence_web_waits_for_them_no_more(silent):
    with closing(web_redis(f"redis+sentinel://{address(silent)}/surveys")) as redis:
        for _ in range(TIME_OUTS_UNTIL_OPEN):
            with pytest.raises(SilentSentinels):
                redis.ping()

        with pytest.raises(KeptWaiting):
            redis.ping()


def test_who_was_asked_is_told_and_no_password(silent):
    url = f"redis+sentinel://user:hush@{address(silent)}/surveys"
    with closing(impatient_redis(url)) as redis, pytest.raises(NotConnected) as raised:
        redis.ping()

    assert str(raised.value) == f"no Sentinel of {address(silent)} knows a master surveys"


def address(listening):
    return f"127.0.0.1:{listening.getsockname()[1]}"


def connections(listening):
    count = 0
    listening.setblocking(False)
    with suppress(BlockingIOError):
        while True:
            listening.accept()[0].close()
            count += 1
    return count
