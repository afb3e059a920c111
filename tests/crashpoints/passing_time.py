"""Time passes in Redis without anybody waiting: what it remembers moves into the past."""

from time import time

from redis import Redis

from service.lifecycle import keys

_GATE = ("at", "probe_at", "answers_wait_until")


def seconds_until_due(redis: Redis) -> float | None:
    """How long until the next survey is due; None if none waits for anything."""
    first = redis.zrange(keys.DUE, 0, 0, withscores=True)
    return first[0][1] / 1000 - time() if first else None


def let_pass(redis: Redis, seconds: float) -> None:
    """Make everything that is kept older by this, as if so much time had passed."""
    ms = round(seconds * 1000)
    for survey_id in redis.zrange(keys.DUE, 0, -1):
        redis.zincrby(keys.DUE, -ms, survey_id)
        moments = [name for name in redis.hkeys(keys.survey(survey_id)) if _is_moment(name)]
        for name in moments:
            redis.hincrby(keys.survey(survey_id), name, -ms)
    for name in _GATE:
        if redis.hexists("rs:gate", name):
            redis.hincrbyfloat("rs:gate", name, -ms)


def _is_moment(name: str) -> bool:
    """Of the closing nothing is moved: its time is Dixa's, and compared with Dixa's only."""
    is_time = name.endswith(("_at", "_until", "_before"))
    return is_time and name != "closed_at"
