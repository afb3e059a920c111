"""Whom the ways of delivery reach, told where nothing is to be delivered."""

from collections.abc import Collection, Mapping
from typing import cast

from service.cli.environment import has_redis
from service.delivery.email import EmailDelivery
from service.delivery.message import MessageDelivery
from service.delivery.ways import Ways, ways_of
from service.delivery.webhook import WebhookDelivery
from service.dixa.client import DixaClient
from service.settings import SettingsError, load_settings

WAY_NAMES = (EmailDelivery.name, MessageDelivery.name, WebhookDelivery.name)

_NOBODY = cast("DixaClient", None)  # called only to deliver


def ways_set_up(environ: Mapping[str, str]) -> Ways | None:
    """The ways that the settings have set up; None where there are no settings to go by.

    Args:
        environ: the environment's variables; neither Redis nor the surveys in use are needed.
    """
    redis = {} if has_redis(environ) else {"REDIS_URL": "redis://localhost"}
    try:
        return ways_of(load_settings({**environ, **redis, "SURVEYS_FILE": ""}), _NOBODY)
    except SettingsError:
        return None


def ways_taken_as_set_up(names: Collection[str]) -> Ways:
    """Ways that can tell whom they reach, and bring nothing to anybody.

    Args:
        names: which of them.
    """
    email = EmailDelivery(smtp_url="smtp://localhost", sender="", timeout_seconds=1)
    webhook = WebhookDelivery(url="https://localhost", keys=(), timeout_seconds=1)
    ways = (email, MessageDelivery(_NOBODY), webhook)
    return Ways(*(way for way in ways if way.name in names))
