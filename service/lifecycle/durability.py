"""Whether a Redis keeps what it has acknowledged."""

from redis import Redis
from redis.exceptions import ResponseError


def durability_faults(redis: Redis) -> tuple[str, ...]:
    """What is wrong with the server's settings, each with the line of redis.conf that mends it.

    Managed servers often forbid `CONFIG`; INFO tells less, and what it can't tell is not a fault.

    Raises:
        RedisError: the server did not answer.
    """
    try:
        settings = redis.config_get("maxmemory-policy", "appendonly", "appendfsync")
    except ResponseError:
        return _faults_by_info(redis)
    return _faults(
        policy=settings.get("maxmemory-policy") or "noeviction",
        is_appending=settings.get("appendonly") == "yes",
        fsync=settings.get("appendfsync") or "always",
    )


def _faults_by_info(redis: Redis) -> tuple[str, ...]:
    info = redis.info()
    return _faults(
        policy=info.get("maxmemory_policy", "noeviction"),
        is_appending=bool(info.get("aof_enabled")),
        fsync="always",
    )


def _faults(*, policy: str, is_appending: bool, fsync: str) -> tuple[str, ...]:
    found = []
    if policy != "noeviction":
        found.append(f"it evicts ({policy}): set `maxmemory-policy noeviction`")
    if not is_appending:
        found.append("it does not persist: set `appendonly yes`")
    elif fsync != "always":
        found.append(f"it persists too late ({fsync}): set `appendfsync always`")
    return tuple(found)
