"""Whom the ways of delivery reach, as far as there are settings to go by."""

from collections.abc import Mapping

from service.cli.environment import has_redis
from service.delivery.reach import Reach, reach_of
from service.settings import SettingsError, load_settings


def reach_set_up(environ: Mapping[str, str]) -> Reach | None:
    """Whom the ways that the settings have set up reach; None where there are no settings.

    Args:
        environ: the environment's variables; neither Redis nor the surveys in use are needed.
    """
    redis = {} if has_redis(environ) else {"REDIS_URL": "redis://localhost"}
    try:
        return reach_of(load_settings({**environ, **redis, "SURVEYS_FILE": ""}))
    except SettingsError:
        return None
